//! The closed vocabularies of an incident: status, phase, severity, role, audience, TLP, anchor.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! vocabulary {
    ($(#[$doc:meta])* $name:ident {
        $($(#[$vdoc:meta])* $variant:ident = $id:literal, $label:literal;)+
    }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$vdoc])* #[serde(rename = $id)] $variant,)+
        }

        impl $name {
            /// Every value, in the order people list them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word in files and commands.
            pub const fn id(self) -> &'static str {
                match self { $(Self::$variant => $id,)+ }
            }

            /// The words on the screen.
            pub const fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)+ }
            }

            /// Reads [`Self::id`].
            pub fn parse(id: &str) -> Option<Self> {
                match id { $($id => Some(Self::$variant),)+ _ => None }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.label())
            }
        }
    };
}

vocabulary!(
    /// Whether this is an incident: a signal is none until it is declared.
    Status {
        /// Something was reported; nobody has called it an incident.
        Signal = "signal", "Signal";
        /// Somebody with the right to has called it an incident.
        Declared = "declared", "Declared";
        /// The response is over; the record stays.
        Closed = "closed", "Closed";
    }
);

vocabulary!(
    /// The five phases of the response. They overlap, and each can be entered and left more than
    /// once.
    Phase {
        /// Is it real, and what is it?
        Detect = "detect", "Detect and analyze";
        /// How far does it reach?
        Investigate = "investigate", "Investigate";
        /// Stop it, and throw it out.
        Contain = "contain", "Contain and eradicate";
        /// Say what is known to those who must know.
        Communicate = "communicate", "Communicate";
        /// What is to be done so that it does not happen again.
        Review = "review", "Post-incident review";
    }
);

impl Phase {
    /// One word for narrow places.
    pub const fn short(self) -> &'static str {
        match self {
            Self::Detect => "Detect",
            Self::Investigate => "Investigate",
            Self::Contain => "Contain",
            Self::Communicate => "Communicate",
            Self::Review => "Review",
        }
    }
}

vocabulary!(
    /// How bad it is; the higher level is taken when unsure.
    Severity {
        /// Everybody, now.
        Sev1 = "sev1", "SEV1";
        /// The teams concerned, now.
        Sev2 = "sev2", "SEV2";
        /// The teams concerned, today.
        Sev3 = "sev3", "SEV3";
        /// In the ordinary course of work.
        Sev4 = "sev4", "SEV4";
    }
);

vocabulary!(
    /// A duty in this incident, held by a named person.
    Role {
        /// Drives the room and decides (the coordinator).
        IncidentCommander = "incident-commander", "Incident commander";
        /// Takes over when the commander cannot.
        Deputy = "deputy", "Deputy";
        /// Keeps the record.
        Scribe = "scribe", "Scribe";
        /// Answers for every word that leaves.
        CommunicationsLead = "communications-lead", "Communications lead";
        /// Speaks with customers and partners.
        ExternalLiaison = "external-liaison", "External liaison";
        /// Speaks with management and staff.
        InternalLiaison = "internal-liaison", "Internal liaison";
    }
);

vocabulary!(
    /// To whom the plan tells something. The order is that of the room's lists; that of telling is
    /// [`Audience::turn`].
    Audience {
        /// Those who work on it.
        Responders = "responders", "responders";
        /// Management and board.
        Executives = "executives", "executives";
        /// Authorities.
        Regulators = "regulators", "regulators";
        /// The customers it has happened to.
        AffectedCustomers = "affected-customers", "affected customers";
        /// Partners and suppliers.
        Partners = "partners", "partners";
        /// Every customer.
        AllCustomers = "all-customers", "all customers";
        /// Everybody.
        Public = "public", "the public";
        /// Everybody who works here.
        Staff = "staff", "staff";
        /// Who found it.
        Reporter = "reporter", "the reporter";
        /// Who passes on what we make.
        Distributors = "distributors", "distributors";
    }
);

impl Audience {
    /// Its place in the usual order of telling: who is bound or hit before those who only read it.
    pub const fn turn(self) -> u8 {
        match self {
            Self::Responders => 0,
            Self::Executives => 1,
            Self::Reporter => 2,
            Self::Regulators => 3,
            Self::Distributors => 4,
            Self::Staff => 5,
            Self::AffectedCustomers => 6,
            Self::Partners => 7,
            Self::AllCustomers => 8,
            Self::Public => 9,
        }
    }

    /// The audience that free words mean (`distributors and downstream`); nothing where they name
    /// nobody of these. The first that fits wins, the narrower before the wider.
    pub fn meant(words: &str) -> Option<Self> {
        const WORDS: &[(Audience, &[&str])] = &[
            (Audience::Distributors, &["distributor", "distributors", "downstream"]),
            (Audience::Reporter, &["reporter", "researcher", "finder"]),
            (Audience::Regulators, &["regulator", "regulators", "authority", "authorities"]),
            (Audience::Executives, &["executive", "executives", "board", "management"]),
            (Audience::Responders, &["responders", "responder", "shift"]),
            (Audience::Staff, &["staff", "employees", "agents", "sales", "colleagues"]),
            (Audience::AffectedCustomers, &["affected", "concerned"]),
            (Audience::Partners, &["partner", "partners", "supplier", "suppliers"]),
            (Audience::AllCustomers, &["customer", "customers", "user", "users"]),
            (Audience::Public, &["public", "media", "press"]),
        ];
        let said = words.to_lowercase();
        let said: Vec<&str> = said.split(|c: char| !c.is_alphanumeric()).collect();
        let means = |known: &&[&str]| known.iter().any(|word| said.contains(word));
        WORDS.iter().find(|(_, known)| means(known)).map(|(audience, _)| *audience)
    }
}

vocabulary!(
    /// Who may see something: the Traffic Light Protocol 2.0 of FIRST, the closest label first.
    Tlp {
        /// Named recipients only.
        Red = "red", "TLP:RED";
        /// Need to know inside the recipient's organisation only.
        AmberStrict = "amber+strict", "TLP:AMBER+STRICT";
        /// Need to know inside the organisation and its clients.
        Amber = "amber", "TLP:AMBER";
        /// The community, no public channels.
        Green = "green", "TLP:GREEN";
        /// Everyone.
        Clear = "clear", "TLP:CLEAR";
    }
);

/// A moment that targets hang on. Playbooks may name more than [`Anchor::KNOWN`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Anchor(Box<str>);

impl Anchor {
    /// The anchors that the built-in playbooks use, each with its words ("when …").
    pub const KNOWN: &'static [(&'static str, &'static str)] = &[
        ("reported", "reported"),
        ("declared", "declared"),
        ("contain-plan", "containment proposed"),
        ("on-decision", "decided"),
        ("contained", "contained"),
        ("eradicated", "eradicated"),
        ("fix-ready", "fix ready"),
        ("release", "release planned"),
        ("released", "released"),
        ("next-update", "next update promised"),
        ("public", "public"),
        ("leak", "leaked"),
        ("closed", "closed"),
    ];

    /// Takes the text as it is.
    pub fn new(id: impl Into<Box<str>>) -> Self {
        Self(id.into())
    }

    /// The id (`fix-ready`).
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it only lies behind: what is planned is `release`, `next-update` and the like.
    pub fn lies_behind(&self) -> bool {
        matches!(
            self.as_str(),
            "reported" | "declared" | "contained" | "eradicated" | "released" | "leak" | "closed"
        )
    }

    /// The words after "when" (`fix ready`); an unknown anchor is its own word.
    pub fn words(&self) -> &str {
        Self::KNOWN
            .iter()
            .find(|(id, _)| *id == self.as_str())
            .map_or(self.as_str(), |(_, words)| words)
    }
}

impl From<&str> for Anchor {
    fn from(id: &str) -> Self {
        Self::new(id)
    }
}

impl fmt::Display for Anchor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[expect(
    clippy::derivable_impls,
    reason = "the vocabulary macro derives the same for every word list"
)]
impl Default for Status {
    fn default() -> Self {
        Self::Signal
    }
}
