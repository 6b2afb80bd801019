//! Departments and the people in them. Names are claims, not authentication.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A department's id, lower case (`infra`). Unknown ones are kept as given.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DepartmentId(Arc<str>);

/// A person's claimed name, as they give it (`Dana`, `Amara Okafor`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Person(Arc<str>);

macro_rules! name {
    ($name:ident) => {
        impl $name {
            /// Takes the text as it is.
            pub fn new(text: impl Into<Arc<str>>) -> Self {
                Self(text.into())
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self::new(text)
            }
        }
    };
}

name!(DepartmentId);
name!(Person);

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
