//! Colleagues to whom work can be given, with what they have in hand.

use axum::Json;
use axum::extract::State;
use axum::http::Method;
use onething_api::cases::Colleague;
use onething_api::paths;
use onething_api::problem::Code;
use onething_api::work::{ColleagueRow, Colleagues, ColleaguesQuery};
use onething_domain::city::Role;

use super::store;
use crate::app::App;
use crate::cases::HANDLERS;
use crate::error::{Error, Result};
use crate::extract::Query;
use crate::guard::Guard;
use crate::router::Route;
use crate::session::Staff;
use crate::session::store::desk_staff;

/// Routes of colleagues.
pub fn routes() -> Vec<Route> {
    vec![
        Route::new(
            Method::GET,
            paths::WORK_COLLEAGUES,
            Guard::Staff(&HANDLERS),
            list,
            "Colleagues to whom the intake's share, or a department's tasks, can be given.",
        )
        .asks::<ColleaguesQuery>()
        .gives::<Colleagues>(200),
    ]
}

async fn list(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<ColleaguesQuery>,
) -> Result<Json<Colleagues>> {
    let whole_city = staff.has(Role::Clerk) || staff.has(Role::Supervisor);
    let own = staff.department.as_ref();
    let asked = query.department.as_ref().or(own.filter(|_| !whole_city));
    let (department, roles): (&str, &[Role]) = match asked {
        Some(department) if whole_city || own == Some(department) => {
            (department, &[Role::Reviewer, Role::Chief])
        }
        Some(_) => return Err(Error::field(Code::Forbidden, "department", "not one of yours")),
        None => ("", &[Role::Clerk]),
    };
    let mut tx = app.db.read().await?;
    let name = app.shelf.catalogue().department_name(department);
    let mut colleagues = Vec::new();
    for row in desk_staff(&app, &mut tx, department).await? {
        let fits = row.roles()?.iter().any(|role| roles.contains(role));
        if fits {
            let open = store::count_held(&mut tx, &row.id, !department.is_empty()).await?;
            let colleague = Colleague { id: row.id, name: row.name, department: name.clone() };
            colleagues.push(ColleagueRow { colleague, open });
        }
    }
    Ok(Json(Colleagues { colleagues }))
}
