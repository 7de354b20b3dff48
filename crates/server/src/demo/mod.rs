//! The demonstration: people to log in as, messages that would have been sent.

use axum::Json;
use axum::extract::State;
use axum::http::Method;
use onething_api::account::{DemoLogin, DemoPeople, Outbox};
use onething_api::paths;
use onething_domain::text::Text;

use crate::app::App;
use crate::error::Result;
use crate::guard::Guard;
use crate::outbox;
use crate::router::Route;
use crate::session::store::{self, StaffRow};

/// Routes of the demonstration.
pub fn routes() -> Vec<Route> {
    vec![
        Route::new(
            Method::GET,
            paths::OUTBOX,
            Guard::Demo,
            messages,
            "Messages that would have been sent, newest first.",
        )
        .gives::<Outbox>(200),
        Route::new(Method::GET, paths::PEOPLE, Guard::Demo, list, "People to log in as.")
            .gives::<DemoPeople>(200),
    ]
}

async fn messages(State(app): State<App>) -> Result<Json<Outbox>> {
    let mut tx = app.db.read().await?;
    Ok(Json(Outbox { messages: outbox::last(&app, &mut tx).await? }))
}

async fn list(State(app): State<App>) -> Result<Json<DemoPeople>> {
    people(&app).await.map(Json)
}

/// The demo people, citizens first.
///
/// # Errors
/// The database's.
pub async fn people(app: &App) -> Result<DemoPeople> {
    let mut tx = app.db.read().await?;
    let (citizens, staff) = store::demo_people(&mut tx).await?;
    let mut people = Vec::new();
    for person in citizens {
        people.push(DemoLogin {
            phone: person.phone(app)?,
            about: serde_json::from_str(&person.about)?,
            name: person.name,
            roles: Vec::new(),
        });
    }
    for member in staff {
        people.push(DemoLogin {
            phone: member.phone(app)?,
            about: duties(app, &member)?,
            roles: member.roles()?,
            name: member.name,
        });
    }
    people.sort_by(|a, b| a.phone.cmp(&b.phone));
    Ok(DemoPeople { people })
}

fn duties(app: &App, member: &StaffRow) -> Result<Text> {
    use onething_domain::city::Role;
    let mut zh = Vec::new();
    let mut en = Vec::new();
    for role in member.roles()? {
        let (own, english) = match role {
            Role::Clerk => ("综合受理", "intake clerk"),
            Role::Reviewer => ("后台审批", "reviewer"),
            Role::Chief => ("首席代表", "chief representative"),
            Role::Editor => ("指南编辑", "editor"),
            Role::Publisher => ("指南发布", "publisher"),
            Role::Supervisor => ("电子监察", "supervisor"),
            Role::Administrator => ("系统管理", "administrator"),
        };
        zh.push(own);
        en.push(english);
    }
    let place = app.shelf.catalogue().department_name(&member.department);
    Ok(Text::new(
        format!("{}：{}", place.zh, zh.join("、")),
        format!("{}: {}", place.en, en.join(", ")),
    ))
}
