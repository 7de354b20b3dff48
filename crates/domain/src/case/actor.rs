//! Who acts on a case, and what is theirs by role and department.

use crate::city::Role;

/// Who acts. That an applicant owns the case has been checked before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// The person who filed the case, or who may act for its company.
    Applicant,
    /// A member of staff.
    Staff {
        /// Id.
        id: String,
        /// Roles.
        roles: Vec<Role>,
        /// Department; none for those of the whole city.
        department: Option<String>,
    },
    /// The system: clocks and cashier.
    System,
}

impl Actor {
    /// Whether it reviews the items of a department.
    pub fn is_reviewer_of(&self, of: &str) -> bool {
        matches!(self, Self::Staff { department: Some(department), .. } if department == of)
            && self.has(Role::Reviewer)
    }

    /// Whether it is staff with a role.
    pub fn has(&self, role: Role) -> bool {
        matches!(self, Self::Staff { roles, .. } if roles.contains(&role))
    }

    /// Whether it explains limits that have passed: the intake's silence, which is no department's, a clerk; a
    /// department's lateness its chief representative (C4).
    pub fn explains(&self, department: Option<&str>) -> bool {
        match (department, self) {
            (None, _) => self.has(Role::Clerk),
            (Some(of), Self::Staff { department: own, .. }) => {
                self.has(Role::Chief) && own.as_deref() == Some(of)
            }
            _ => false,
        }
    }
}
