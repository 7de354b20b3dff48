//! Who asks: found from the session's cookie.

use axum::http::{HeaderMap, header};
use onething_api::session::CompanyRef;
use onething_domain::case::Actor;
use onething_domain::city::Role;

use super::store;
use crate::app::App;
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

/// Finds who asks; none where the session is missing or over.
///
/// # Errors
/// The database's.
pub async fn identify(app: &App, headers: &HeaderMap) -> Result<Option<Identity>> {
    let Some(token) = token(headers) else {
        return Ok(None);
    };
    let hash = app.keys.hash("session", token);
    let mut tx = app.db.read().await?;
    let row = one!(
        &mut tx,
        (String, bool, String, String),
        "SELECT holder, is_staff, acting, clerk FROM session WHERE token_hash = $1 AND expires_at > $2",
        &hash,
        app.clock.now()
    )?;
    let Some((holder, is_staff, acting, clerk)) = row else {
        return Ok(None);
    };
    if is_staff {
        let Some(row) = store::staff(app, &mut tx, &holder).await? else {
            return Ok(None);
        };
        return Ok(Some(Identity::Staff(Staff {
            phone: row.phone(app)?,
            roles: row.roles()?,
            department: Some(row.department).filter(|id| !id.is_empty()),
            id: row.id,
            name: row.name,
        })));
    }
    let Some(row) = store::person(app, &mut tx, &holder).await? else {
        return Ok(None);
    };
    let window = match clerk.is_empty() {
        true => None,
        // Without the clerk there is no window.
        false => match store::staff(app, &mut tx, &clerk).await? {
            Some(staff) => Some(AtWindow { id: staff.id, name: staff.name }),
            None => return Ok(None),
        },
    };
    let companies = store::companies(&mut tx, &holder).await?;
    let acting = Some(acting).filter(|code| companies.iter().any(|company| company.code == *code));
    Ok(Some(Identity::Citizen(Citizen {
        phone: row.phone(app)?,
        id: row.id,
        name: row.name,
        companies,
        acting,
        window,
    })))
}
