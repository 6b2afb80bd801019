//! The form that begins a room: every field may stay empty, Enter begins from any of them. Apart
//! from the start screen, because what an empty field means is decided here and nowhere else.

use std::collections::BTreeMap;

use chrono_tz::Tz;
use crossterm::event::{KeyCode, KeyEvent};

use crate::console::compose;
use crate::console::field::Field;
use crate::console::typist;
use crate::console::zone;
use crate::domain::people::DepartmentId;
use crate::domain::time::Timestamp;
use crate::text;

use super::Offer;

/// What a new room begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beginning {
    /// Who begins it and of which department, where the form asked.
    pub by: Option<(String, DepartmentId)>,
    /// The innocuous name.
    pub codename: String,
    /// What it is about. May be empty.
    pub title: String,
    /// Playbooks, in the order chosen; none means "not sure yet".
    pub playbooks: Vec<String>,
    /// When the report reached the organisation.
    pub received: Timestamp,
    /// When somebody here first read it.
    pub first_read: Timestamp,
    /// The room's zone, an IANA name.
    pub zone: String,
}

/// The fields, in the order of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ask {
    /// The innocuous name.
    Codename,
    /// What it is about.
    Title,
    /// Which playbooks.
    Playbooks,
    /// When the report came.
    Received,
    /// When it was first read.
    FirstRead,
    /// The room's zone.
    Zone,
    /// Who begins it, where nobody has said so yet: its first lines bear that name.
    Name,
    /// Of which department they are, asked with the name.
    Department,
}

impl Ask {
    /// In the order of the form.
    pub const ALL: [Self; 8] = [
        Self::Name,
        Self::Department,
        Self::Codename,
        Self::Title,
        Self::Playbooks,
        Self::Received,
        Self::FirstRead,
        Self::Zone,
    ];

    /// The words before the field.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Codename => "Codename",
            Self::Title => "Title",
            Self::Playbooks => "Playbooks",
            Self::Received => "Received",
            Self::FirstRead => "First read",
            Self::Zone => "Zone",
            Self::Name => "Your name",
            Self::Department => "Department",
        }
    }
}

/// What was typed and chosen in a form, by the labels of its fields.
pub type Typed = BTreeMap<String, String>;

/// The form as it stands.
#[derive(Debug, Clone)]
pub struct BeginForm {
    /// What empty fields become.
    pub offer: Offer,
    /// Which field has the keys.
    pub at: Ask,
    /// What was typed, in the order of the variants of [`Ask`] (nothing is typed into the
    /// playbooks).
    pub fields: [Field; 8],
    /// Playbooks chosen, by their place in the offer.
    pub chosen: Vec<usize>,
    /// Which playbook the marker is on.
    pub marked: usize,
    /// Which field cannot be read, and why.
    pub trouble: Option<(Ask, String)>,
    /// Whether the title was typed before and only came back: the shield hides it then.
    pub title_is_back: bool,
}

impl BeginForm {
    /// An empty form.
    pub fn new(offer: Offer) -> Self {
        Self {
            at: if offer.unnamed.is_some() { Ask::Name } else { Ask::Codename },
            offer,
            fields: Default::default(),
            chosen: Vec::new(),
            marked: 0,
            trouble: None,
            title_is_back: false,
        }
    }

    /// What was typed and chosen so far.
    pub fn typed(&self) -> Typed {
        let ids = self.chosen.iter().filter_map(|place| self.offer.playbooks.get(*place));
        let ids: Vec<&str> = ids.map(|(id, _)| id.as_str()).collect();
        let said = Ask::ALL.into_iter().map(|ask| match ask {
            Ask::Playbooks => (ask, ids.join(" ")),
            _ => (ask, self.field(ask).text().to_owned()),
        });
        let said = said.filter(|(_, text)| !text.is_empty());
        said.map(|(ask, text)| (ask.label().to_owned(), text)).collect()
    }

    /// Takes up what was typed before.
    pub fn take_up(&mut self, typed: &Typed) {
        for ask in Ask::ALL {
            let Some(text) = typed.get(ask.label()) else { continue };
            if ask == Ask::Playbooks {
                let place = |id: &str| self.offer.playbooks.iter().position(|(one, _)| one == id);
                self.chosen = text.split_whitespace().filter_map(place).collect();
            } else {
                self.fields[ask as usize] = Field::new(text.as_str());
            }
        }
        self.title_is_back = typed.contains_key(Ask::Title.label());
    }

    /// What is asked, in order: the name and the department only where nobody has said them.
    pub fn asks(&self) -> &'static [Ask] {
        if self.offer.unnamed.is_some() { &Ask::ALL } else { &Ask::ALL[2..] }
    }

    /// Says what the room is about.
    pub fn is_about(&mut self, title: &str) {
        self.fields[Ask::Title as usize] = Field::new(title);
    }

    /// Takes who types as one line: a name, and the department where the last word is one.
    pub fn called(&mut self, line: &str) {
        let (name, department) = match line.trim().rsplit_once(char::is_whitespace) {
            Some((name, last)) if self.offer.department_called(last).is_some() => (name, last),
            Some(_) | None => (line, ""),
        };
        self.fields[Ask::Name as usize] = Field::new(name.trim());
        self.fields[Ask::Department as usize] = Field::new(department);
    }

    /// Who begins the room: what is left empty is as this host calls them, and as is usual here.
    fn by(&self) -> Result<Option<(String, DepartmentId)>, (Ask, String)> {
        let Some(unnamed) = &self.offer.unnamed else { return Ok(None) };
        let typed = |ask: Ask| self.field(ask).text().trim();
        let name = match typed(Ask::Name) {
            "" => unnamed.clone(),
            name => typist::name_given(name).map_err(|why| (Ask::Name, why))?,
        };
        let department = match typed(Ask::Department) {
            "" => self.offer.department.clone(),
            word => self.offer.department_called(word).cloned().ok_or_else(|| {
                let ids = self.offer.departments.iter().map(|lane| lane.id.as_str());
                let ids: Vec<&str> = ids.collect();
                (Ask::Department, format!("no such department; there are {}", ids.join(", ")))
            })?,
        };
        Ok(Some((name, department)))
    }

    fn go(&mut self, by: usize) {
        let asks = self.asks();
        let place = asks.iter().position(|ask| *ask == self.at).unwrap_or(0);
        self.at = asks[(place + by) % asks.len()];
    }

    /// What was typed into a field.
    pub fn field(&self, ask: Ask) -> &Field {
        &self.fields[ask as usize]
    }

    /// Puts a paste into the field that has the keys.
    pub fn insert(&mut self, text: &str) {
        if self.at != Ask::Playbooks {
            self.title_is_back &= self.at != Ask::Title;
            self.fields[self.at as usize].insert(text);
        }
    }

    /// Does what a key means; gives the beginning once Enter found everything readable.
    pub fn key(&mut self, key: KeyEvent, now: Timestamp) -> Option<Beginning> {
        let place = self.at as usize;
        match key.code {
            KeyCode::Enter => match self.read(now) {
                Ok(beginning) => return Some(beginning),
                Err((ask, why)) => {
                    self.at = ask;
                    self.trouble = Some((ask, why));
                }
            },
            KeyCode::Tab | KeyCode::Down => self.go(1),
            KeyCode::BackTab | KeyCode::Up => self.go(self.asks().len() - 1),
            _ if self.at == Ask::Playbooks => self.choose(key.code),
            _ => {
                if self.fields[place].key(key) {
                    self.title_is_back &= self.at != Ask::Title;
                    self.trouble = None;
                }
            }
        }
        None
    }

    fn choose(&mut self, code: KeyCode) {
        let many = self.offer.playbooks.len();
        if many == 0 {
            return;
        }
        match code {
            KeyCode::Right | KeyCode::Char('l' | 'j') => self.marked = (self.marked + 1) % many,
            KeyCode::Left | KeyCode::Char('h' | 'k') => {
                self.marked = (self.marked + many - 1) % many;
            }
            KeyCode::Char(' ' | 'x') => {
                if self.chosen.contains(&self.marked) {
                    self.chosen.retain(|place| *place != self.marked);
                } else {
                    self.chosen.push(self.marked);
                }
            }
            _ => {}
        }
    }

    /// The whole form read; which field cannot be, and why.
    pub fn read(&self, now: Timestamp) -> Result<Beginning, (Ask, String)> {
        let typed = |ask: Ask| self.field(ask).text().trim();
        let zone = match typed(Ask::Zone) {
            "" => self.offer.zone.parse().unwrap_or(Tz::UTC),
            text => zone_called(text).map_err(|why| (Ask::Zone, why))?,
        };
        let moment = |ask| moment(typed(ask), now, zone).map_err(|why| (ask, why));
        let codename = text::name(typed(Ask::Codename));
        let (received, first_read) = (moment(Ask::Received)?, moment(Ask::FirstRead)?);
        // Nothing said: received at the latest when it was read.
        let unsaid = typed(Ask::Received).is_empty();
        let received = if unsaid { received.min(first_read) } else { received };
        if let Some(why) = out_of_order(received, first_read, now, zone) {
            return Err((Ask::FirstRead, why));
        }
        Ok(Beginning {
            by: self.by()?,
            codename: if codename.is_empty() { self.offer.codename.clone() } else { codename },
            title: typed(Ask::Title).to_owned(),
            playbooks: self
                .chosen
                .iter()
                .filter_map(|place| self.offer.playbooks.get(*place))
                .map(|(id, _)| id.clone())
                .collect(),
            received,
            first_read,
            zone: zone.name().to_owned(),
        })
    }
}

/// Why two first moments cannot both be so: nobody reads what has not come. Both are named.
pub fn out_of_order(
    received: Timestamp,
    first_read: Timestamp,
    now: Timestamp,
    zone: Tz,
) -> Option<String> {
    let moment = |at| zone::moment(at, now, zone);
    (first_read < received).then(|| {
        format!("read {} is before it was received {}", moment(first_read), moment(received))
    })
}

/// A zone by its name, or by the city alone where only one has it.
fn zone_called(text: &str) -> Result<Tz, String> {
    let wanted = text.replace(' ', "_").to_lowercase();
    let mut near = chrono_tz::TZ_VARIANTS.iter().filter(|zone| {
        let name = zone.name().to_lowercase();
        name == wanted || name.ends_with(&format!("/{wanted}"))
    });
    match (near.next(), near.next()) {
        (Some(zone), None) => Ok(*zone),
        (Some(one), Some(other)) => {
            Err(format!("two zones have that name: {} and {}", one.name(), other.name()))
        }
        (None, _) => Err("not a zone; write Area/City, such as Europe/Prague, or UTC".to_owned()),
    }
}

/// A moment of the past: nothing or `now`, else as the capture line reads one.
fn moment(text: &str, now: Timestamp, zone: Tz) -> Result<Timestamp, String> {
    if text.is_empty() || text == "now" {
        return Ok(now);
    }
    let read = compose::past_time(text, now, zone);
    read.map(|(at, _)| at).map_err(|problem| problem.sentence())
}
