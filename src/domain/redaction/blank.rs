//! A row without its words: what it is, what it belongs to and when stays; whatever somebody wrote
//! goes. Apart, because each kind of row is gone through here word by word, and a field that is
//! forgotten here would stay readable for ever.

use super::Keep;
use crate::domain::digest::Digest;
use crate::domain::event::{
    AnchorSet, AnchorUnsaid, Basis, DraftCreated, EntryCorrected, EntryKind, EntryRecorded, Event,
    Gate, ItemAdded, ItemState, OrderState, Outcome, PlaybookApplied, Reply, RoomRenamed, Seldom,
    StepSet, TemplateOffered, Whole, Wording, about_plan, about_words,
};
use crate::domain::handling::Handling;
use crate::domain::people::{Party, Person};

/// What stands where a name was.
const NAME: &str = "(redacted)";

/// The event with `words` in place of every free text; nothing where nothing may be left of it, or
/// where it cannot be without words.
pub fn without_words(event: &Event, keep: Keep, words: &str) -> Option<Event> {
    if keep == Keep::Nothing {
        return None;
    }
    let pen = Pen { words, names: keep == Keep::Names };
    let mut event = event.clone();
    match &mut event {
        Event::RoomOpened(to) => {
            pen.write(&mut to.title);
            pen.name(&mut to.codename);
        }
        Event::SessionStarted(to) => {
            pen.person(&mut to.person);
            pen.three([&mut to.host, &mut to.system_user, &mut to.version]);
        }
        Event::TypistChanged(to) => pen.person(&mut to.person),
        Event::RoomRenamed(to) => pen.renamed(to),
        Event::StatusChanged(to) => pen.write(&mut to.because),
        Event::SeveritySet(to) => pen.write(&mut to.because),
        Event::AnchorSet(AnchorSet { scope, .. }) => pen.name(scope),
        Event::AnchorUnsaid(AnchorUnsaid { scope, because, .. }) => {
            if let Some(scope) = scope {
                pen.name(scope);
            }
            pen.write(because);
        }
        Event::RoleAssigned(to) => pen.person(&mut to.person),
        Event::EntryRecorded(to) => pen.line(to),
        Event::EntryCorrected(EntryCorrected { now, .. }) => pen.line(now),
        Event::EntryWithdrawn(to) => pen.write(&mut to.because),
        Event::EntryTagged(to) => to.tags.clear(),
        Event::HandlingChanged(to) => pen.handling(&mut to.handling),
        Event::OrderChanged(to) => pen.order(&mut to.to),
        Event::FactStandingChanged(to) => pen.write(&mut to.source),
        Event::PlaybookApplied(to) => pen.playbook(to),
        Event::ItemAdded(to) => pen.item(to),
        Event::ItemChanged(to) => pen.state(&mut to.to),
        Event::ItemAssigned(to) => pen.holder(to.to.as_mut()),
        Event::ItemCommented(to) => pen.write(&mut to.text),
        Event::DraftCreated(to) => pen.draft(to),
        Event::DraftRevised(to) => pen.write(&mut to.text),
        Event::DraftRenamed(to) => pen.three([&mut to.title, &mut to.audience, &mut to.channel]),
        Event::DraftShelved(to) => pen.write(&mut to.because),
        Event::DraftHandled(to) => pen.handling(&mut to.handling),
        Event::NameListed(to) => pen.write(&mut to.name),
        said @ about_words!() => pen.said(said),
        planned @ about_plan!() => pen.planned(planned),
        Event::PhaseEntered(_)
        | Event::PhaseLeft(_)
        | Event::RoleReleased(_)
        | Event::EntryRestored(_)
        | Event::EntryPinned(_)
        | Event::QuestionAnswered(_)
        | Event::QuestionReopened(_)
        | Event::ItemPromised(_)
        | Event::ItemRetargeted(_)
        | Event::ExpirySet(_) => {}
        // These keep no words of anybody but why something was removed.
        Event::Redacted(_)
        | Event::SubmissionRedacted(_)
        | Event::RedactionConfirmed(_)
        | Event::LegalHoldChanged(_)
        | Event::Unknown { .. } => return None,
    }
    Some(event)
}

struct Pen<'a> {
    words: &'a str,
    names: bool,
}

impl Pen<'_> {
    fn write(&self, text: &mut String) {
        self.words.clone_into(text);
    }

    fn name(&self, name: &mut String) {
        if !self.names && !name.is_empty() {
            NAME.clone_into(name);
        }
    }

    fn three(&self, names: [&mut String; 3]) {
        for name in names {
            self.name(name);
        }
    }

    fn person(&self, person: &mut Person) {
        if !self.names {
            *person = Person::new(NAME);
        }
    }

    fn holder(&self, person: Option<&mut Person>) {
        if let Some(person) = person {
            self.person(person);
        }
    }

    fn party(&self, party: &mut Option<Party>) {
        *party = party.take().filter(|party| self.names || matches!(party, Party::Department(_)));
    }

    fn handling(&self, handling: &mut Handling) {
        match handling {
            Handling::Open => {}
            Handling::Restricted { to } => to.retain(|_| self.names),
            Handling::Privileged { direction } => {
                *direction = direction.take().filter(|_| self.names);
            }
        }
    }

    fn order(&self, state: &mut OrderState) {
        match state {
            OrderState::Given | OrderState::Acknowledged { by: None } => {}
            OrderState::Acknowledged { by: Some(by) } => self.person(by),
            OrderState::Done { result } => self.write(result),
            OrderState::Refused { because } => self.write(because),
        }
    }

    fn state(&self, state: &mut ItemState) {
        match state {
            ItemState::Open | ItemState::InProgress => {}
            ItemState::Done { result } => self.write(result),
            ItemState::Blocked { on } => self.write(on),
            ItemState::NotApplicable { because } => self.write(because),
        }
    }

    fn draft(&self, to: &mut DraftCreated) {
        self.write(&mut to.text);
        for name in [&mut to.title, &mut to.audience, &mut to.channel] {
            self.name(name);
        }
        to.template = to.template.take().filter(|_| self.names);
        self.handling(&mut to.handling);
    }

    /// What is said of a draft's words.
    fn said(&self, event: &mut Event) {
        match event {
            Event::ApprovalGiven(to) => {
                self.wording(&mut to.words);
                self.person(&mut to.by);
                self.write(&mut to.how);
            }
            Event::ChangesRequested(to) => {
                self.person(&mut to.by);
                self.write(&mut to.what);
                self.write(&mut to.how);
            }
            Event::DraftCommented(to) => {
                self.write(&mut to.text);
                to.on = None;
                to.suggests = None;
            }
            Event::DraftReleased(to) => {
                self.wording(&mut to.words);
                to.open.clear();
            }
            Event::DraftSent(to) => {
                self.wording(&mut to.words);
                self.person(&mut to.by);
                self.write(&mut to.how);
                to.list = None;
                to.message = None;
                to.lacked.clear();
                to.open.clear();
            }
            Event::SendingClaimed(to) => {
                self.wording(&mut to.words);
                to.to.iter_mut().for_each(|one| self.write(one));
                to.list = None;
                to.lacked.clear();
                to.open.clear();
            }
            Event::SendingEnded(to) => self.ended(&mut to.outcome),
            Event::CorrectionSettled(to) => self.write(&mut to.because),
            // A waiver without its words is of nothing.
            Event::FindingWaived(to) => {
                for words in [&mut to.words, &mut to.sentence, &mut to.because] {
                    self.write(words);
                }
            }
            // Ids, and whether something holds.
            _ => {}
        }
    }

    /// How a sending ended: without what was answered, and without digests to guess from.
    fn ended(&self, outcome: &mut Outcome) {
        match outcome {
            Outcome::Sent { message, answer } => {
                *message = Digest::new("");
                self.write(answer);
            }
            Outcome::HandedOver { message } => *message = Digest::new(""),
            Outcome::Failed { because } | Outcome::Unknown { because } => self.write(because),
        }
    }

    fn planned(&self, event: &mut Event) {
        match event {
            Event::StepSet(to) => self.step(to),
            Event::StepRemoved(to) => self.write(&mut to.because),
            Event::EmbargoChanged(to) => self.write(&mut to.because),
            // Ids.
            _ => {}
        }
    }

    fn step(&self, step: &mut StepSet) {
        self.write(&mut step.what);
        self.name(&mut step.which);
        self.name(&mut step.channel);
        self.party(&mut step.by);
        for gate in &mut step.after {
            if let Gate::Said { words, .. } = gate {
                self.write(words);
            }
        }
    }

    /// The digest goes too: with all other words known it would tell whether a guess is right. So
    /// an approval whose row was redacted approves nothing any longer.
    fn wording(&self, words: &mut Wording) {
        words.filled.values_mut().for_each(|value| self.write(value));
        words.digest = Digest::new("");
    }

    fn renamed(&self, to: &mut RoomRenamed) {
        if let Some(title) = &mut to.title {
            self.write(title);
        }
        if let Some(name) = &mut to.codename {
            self.name(name);
        }
    }

    fn line(&self, line: &mut EntryRecorded) {
        self.write(&mut line.text);
        match &mut line.kind {
            EntryKind::Note | EntryKind::Assessment | EntryKind::Other(_) => {}
            EntryKind::Order { to, .. } | EntryKind::Question { to, .. } => self.party(to),
            EntryKind::Decision { because, .. } => *because = None,
            EntryKind::Fact { name, value, .. } => {
                self.name(name);
                self.write(value);
            }
            EntryKind::Words { party, .. } => self.name(party),
            EntryKind::Reply(reply) => self.reply(reply),
        }
        let mut handling = line.handling.clone();
        self.handling(&mut handling);
        let basis = match line.basis.clone() {
            Basis::Observed => Basis::Observed,
            Basis::Reported { by } if self.names => Basis::Reported { by },
            Basis::Reported { .. } => Basis::Reported { by: Party::Person(Person::new(NAME)) },
            Basis::Assessed { mut by, .. } => {
                self.party(&mut by);
                Basis::Assessed { by, confidence: String::new() }
            }
        };
        let mentions = line.mentions.iter().filter(|_| self.names).cloned().collect();
        line.seldom = Seldom { basis, handling, mentions, ..Seldom::default() }.into();
    }

    /// The digests go too: they would tell whether a guess at the mail, or at what hung on it, is
    /// right.
    fn reply(&self, reply: &mut Reply) {
        self.name(&mut reply.audience);
        for words in [&mut reply.subject, &mut reply.quoted] {
            self.write(words);
        }
        (reply.message_id, reply.dated) = (None, None);
        (reply.attachments, reply.more_attachments) = (Vec::new(), 0);
        reply.whole = Whole { bytes: 0, sha256: Digest::new("") };
    }

    fn item(&self, item: &mut ItemAdded) {
        self.write(&mut item.action);
        item.source = String::new();
    }

    fn playbook(&self, to: &mut PlaybookApplied) {
        self.name(&mut to.title);
        for item in &mut to.items {
            self.item(item);
        }
        for template in &mut to.templates {
            let TemplateOffered { title, audience, channel, text, .. } = template;
            self.write(text);
            for name in [title, audience, channel] {
                self.name(name);
            }
        }
        to.steps.iter_mut().for_each(|step| self.step(step));
    }
}

#[cfg(test)]
mod tests {
    use super::without_words;
    use crate::domain::event::Event;
    use crate::domain::redaction::Keep;

    fn read(kind: &str, body: &str) -> Event {
        let mut text = serde_json::Deserializer::from_str(body);
        Event::read(kind, &mut text).expect("a known kind").expect("a sound body")
    }

    #[test]
    fn no_word_that_somebody_wrote_stays_in_any_kind_of_row() {
        let samples = include_str!("../../../tests/golden/events.txt");
        // Words that stand in the samples as free text, and are no name.
        let words = [
            "customer dump",
            "no dump",
            "dump is real",
            "customer data",
            "goes on",
            "db-7",
            "db-8",
            "203.0.113.9",
            "signing keys",
            "coffee",
            "personal data",
            "exfiltration",
            "API offline",
            "way in",
            "4120",
            "reset tokens",
            "is it true",
            "tokens revoked",
            "advice of counsel",
            "jest",
            "egress",
            "all rotated",
            "no access",
            "billing export",
            "Preserve",
            "Write up",
            "image 7f3a",
            "cloud provider",
            "no disk",
            "takes an hour",
            "Dear customer",
            "not needed",
            "shorter",
            "which?",
            "by phone",
            "was right",
            "happen again",
            "quoted from",
            "Globex",
        ];
        for line in samples.lines() {
            let (kind, body) = line.split_once(' ').expect("a kind and a body");
            let event = read(kind, body);
            for keep in [Keep::Names, Keep::Shape] {
                let Some(left) = without_words(&event, keep, "") else { continue };
                let left = serde_json::to_string(&left).expect("plain values");
                for word in words {
                    assert!(!left.contains(word), "{kind}: {word} stays in {left}");
                }
                assert_eq!(
                    without_words(&read(kind, &left), Keep::Names, "(gone)")
                        .map(|it| it.kind().to_owned()),
                    Some(kind.to_owned())
                );
            }
            assert_eq!(without_words(&event, Keep::Nothing, ""), None);
        }
    }
}
