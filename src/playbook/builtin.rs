//! The files that every copy of this program carries, so that one binary needs nothing beside it.
//!
//! Separate because it is a list and nothing else; a test holds it equal to the folders. The order
//! of the playbooks is the order in which they are offered, and that of the templates likewise.

macro_rules! files {
    ($($name:literal)+) => {
        &[$((concat!("assets/", $name), include_str!(concat!("../../assets/", $name)))),+]
    };
}

/// Name and text of every built-in file.
pub(super) const FILES: &[(&str, &str)] = files! {
    "departments.toml"
    "checks.toml"
    "playbooks/not-sure-yet.toml"
    "playbooks/ransomware.toml"
    "playbooks/credential-leak.toml"
    "playbooks/data-breach.toml"
    "playbooks/vulnerability-report.toml"
    "playbooks/supply-chain.toml"
    "playbooks/account-takeover.toml"
    "playbooks/ddos.toml"
    "playbooks/insider.toml"
    "playbooks/public-0day.toml"
    "playbooks/base.toml"
    "drafts/holding-statement.md"
    "drafts/status-post.md"
    "drafts/affected-customers.md"
    "drafts/all-customers.md"
    "drafts/gdpr-34-letter.md"
    "drafts/security-advisory.md"
    "drafts/embargo-notice.md"
    "drafts/reporter-first-reply.md"
    "drafts/reporter-later-reply.md"
    "drafts/not-a-vulnerability.md"
    "drafts/all-hands.md"
    "drafts/support-macro.md"
    "drafts/faq.md"
    "drafts/sales-talking-points.md"
    "drafts/press-statement.md"
    "drafts/executive-sitrep.md"
    "drafts/regulator-form.md"
    "drafts/partner-notice.md"
    "drafts/police-report.md"
    "drafts/insurer-notice.md"
    "drafts/closing-message.md"
    "drafts/handover-brief.md"
};
