//! Departments and the people in them. Names are claims, not authentication.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::ids::id;

id!(
    /// A department's id, lower case (`infra`). Unknown ones are kept as given.
    DepartmentId
);
id!(
    /// A person's claimed name, as they give it (`Dana`, `Amara Okafor`).
    Person
);

/// A lane of the room: what the playbook said of a department, copied into the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Department {
    /// Its id.
    pub id: DepartmentId,
    /// Its name in words (`Infrastructure / operations`).
    pub name: String,
    /// A name short enough for a narrow column (`Infra`).
    pub short: String,
    /// Other words that mean it (`ops`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
}

/// Somebody or some department: to whom an order goes, who owns an item.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    /// A lane.
    Department(DepartmentId),
    /// A named person.
    Person(Person),
}

impl Party {
    /// The id or the name.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Department(id) => id.as_str(),
            Self::Person(name) => name.as_str(),
        }
    }
}
