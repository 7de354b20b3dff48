//! Who asks: found from the session's cookie.

use axum::http::{HeaderMap, header};
use chrono::{DateTime, Utc};
use onething_api::session::CompanyRef;
use onething_domain::case::Actor;
use onething_domain::city::Role;
use onething_domain::visit;
use sqlx::FromRow;

use super::store;
use super::visit::end_idle;
use crate::app::App;
use crate::db::Tx;
use crate::error::Result;
use crate::one;

/// Name of the session's cookie.
pub const COOKIE: &str = "onething_session";

/// Who is logged in.
#[derive(Clone, Debug)]
pub enum Identity {
    /// A citizen.
    Citizen(Citizen),
    /// A member of staff.
    Staff(Staff),
}

/// A citizen who is logged in.
#[derive(Clone, Debug)]
pub struct Citizen {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Mobile number.
    pub phone: String,
    /// Companies that they may act for.
    pub companies: Vec<CompanyRef>,
    /// Code of the company that they act for now.
    pub acting: Option<String>,
    /// The clerk at whose window they are; none where they logged in themselves.
    pub window: Option<AtWindow>,
}

/// The clerk of a window.
#[derive(Clone, Debug)]
pub struct AtWindow {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Seconds after which the visit ends by itself, unless something is asked.
    pub seconds_left: u32,
}

/// A member of staff who is logged in.
#[derive(Clone, Debug)]
pub struct Staff {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Mobile number.
    pub phone: String,
    /// Roles.
    pub roles: Vec<Role>,
    /// Department; none for those of the whole city.
    pub department: Option<String>,
    /// Whether the last visit at their window ended by itself, and none has begun since.
    pub lapsed: bool,
}

impl Citizen {
    /// Whether they may act for a company.
    pub fn may_act_for(&self, code: &str) -> bool {
        self.companies.iter().any(|company| company.code == code)
    }
}

impl Staff {
    /// Whether they have a role.
    pub fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// As the domain knows them.
    pub fn actor(&self) -> Actor {
        Actor::Staff {
            id: self.id.clone(),
            roles: self.roles.clone(),
            department: self.department.clone(),
        }
    }
}

impl Identity {
    /// Id of the person or member of staff.
    pub fn id(&self) -> &str {
        match self {
            Self::Citizen(citizen) => &citizen.id,
            Self::Staff(staff) => &staff.id,
        }
    }

    /// Whether it is staff.
    pub fn is_staff(&self) -> bool {
        matches!(self, Self::Staff(_))
    }

    /// Roles; none for citizens.
    pub fn roles(&self) -> &[Role] {
        match self {
            Self::Citizen(_) => &[],
            Self::Staff(staff) => &staff.roles,
        }
    }
}

/// The token in a request's cookie.
pub fn token(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == COOKIE)
        .map(|(_, value)| value)
}

/// A session as it is kept.
#[derive(FromRow)]
struct Row {
    holder: String,
    is_staff: bool,
    acting: String,
    clerk: String,
    visit: String,
    seen_at: Option<DateTime<Utc>>,
}

impl Row {
    /// Seconds that are left of the visit; none where it should have ended, or there is none.
    fn seconds_left(&self, app: &App) -> Option<u32> {
        visit::left(self.seen_at?, app.clock.now(), app.settings.visit_seconds)
    }
}

/// Finds who asks; none where the session is missing or over. A visit at a window in which nothing was asked for too long
/// ends first.
///
/// # Errors
/// The database's.
pub async fn identify(app: &App, headers: &HeaderMap) -> Result<Option<Identity>> {
    let Some(token) = token(headers) else {
        return Ok(None);
    };
    let hash = app.keys.hash("session", token);
    let mut tx = app.db.read().await?;
    let mut row = session(app, &mut tx, &hash).await?;
    if row.as_ref().is_some_and(|row| !row.clerk.is_empty() && row.seconds_left(app).is_none()) {
        drop(tx);
        end_idle(app).await?;
        tx = app.db.read().await?;
        row = session(app, &mut tx, &hash).await?;
    }
    match row {
        None => Ok(None),
        Some(row) if row.is_staff => staff(app, &mut tx, row).await,
        Some(row) => citizen(app, &mut tx, row).await,
    }
}

async fn session(app: &App, tx: &mut Tx, hash: &str) -> Result<Option<Row>> {
    Ok(one!(
        tx,
        Row,
        "SELECT holder, is_staff, acting, clerk, visit, seen_at FROM session
         WHERE token_hash = $1 AND expires_at > $2",
        hash,
        app.clock.now()
    )?)
}

async fn staff(app: &App, tx: &mut Tx, session: Row) -> Result<Option<Identity>> {
    let Some(row) = store::staff(app, tx, &session.holder).await? else {
        return Ok(None);
    };
    Ok(Some(Identity::Staff(Staff {
        phone: row.phone(app)?,
        roles: row.roles()?,
        department: Some(row.department).filter(|id| !id.is_empty()),
        id: row.id,
        name: row.name,
        lapsed: !session.visit.is_empty(),
    })))
}

async fn citizen(app: &App, tx: &mut Tx, session: Row) -> Result<Option<Identity>> {
    let Some(row) = store::person(app, tx, &session.holder).await? else {
        return Ok(None);
    };
    let window = match session.clerk.is_empty() {
        true => None,
        false => {
            // Without the clerk, or the time, there is no window.
            let clerk = store::staff(app, tx, &session.clerk).await?;
            let Some((clerk, seconds_left)) = clerk.zip(session.seconds_left(app)) else {
                return Ok(None);
            };
            Some(AtWindow { id: clerk.id, name: clerk.name, seconds_left })
        }
    };
    let companies = store::companies(tx, &session.holder).await?;
    let acting = Some(session.acting);
    let acting = acting.filter(|code| companies.iter().any(|company| company.code == *code));
    Ok(Some(Identity::Citizen(Citizen {
        phone: row.phone(app)?,
        id: row.id,
        name: row.name,
        companies,
        acting,
        window,
    })))
}
