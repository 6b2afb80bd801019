//! Styles are roles, named once: what a thing means on the screen, not which colour it has.

use ratatui::style::{Color, Modifier, Style};

use crate::console::model::Theme;

/// What a piece of text is, for its style.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Ordinary text.
    Text,
    /// Beside the point: times, frames, hints.
    Faint,
    /// A title.
    Title,
    /// The pane or field that has the keys.
    Focused,
    /// Promised and soon.
    Soon,
    /// Late, or wrong.
    Alarm,
    /// Done, sound.
    Good,
    /// Not yet durable or numbered.
    Waiting,
    /// Struck.
    Struck,
    /// Hidden by the shield.
    Hidden,
}

/// The background and the text on it, for screens that others look at with a background of their
/// own.
pub const fn ground(theme: Theme) -> Style {
    let plain = Style::new();
    match theme {
        Theme::Dark | Theme::HighContrast => plain.bg(Color::Black).fg(Color::White),
        Theme::Light => plain.bg(Color::White).fg(Color::Black),
        Theme::Sixteen => plain.bg(Color::Black).fg(Color::Gray),
        Theme::Plain => plain,
    }
}

/// The style of a role in a theme. Meaning is never by colour alone: whoever uses a role says it in
/// words or signs too.
pub const fn style(theme: Theme, role: Role) -> Style {
    let plain = Style::new();
    match (theme, role) {
        (Theme::Plain, Role::Alarm) => plain.add_modifier(Modifier::BOLD.union(Modifier::REVERSED)),
        (_, Role::Title | Role::Focused) | (Theme::Plain, Role::Soon) => {
            plain.add_modifier(Modifier::BOLD)
        }
        (_, Role::Struck) => plain.add_modifier(Modifier::CROSSED_OUT),
        (_, Role::Text)
        | (Theme::Plain, Role::Faint | Role::Good | Role::Waiting | Role::Hidden)
        | (Theme::HighContrast, Role::Faint | Role::Hidden) => plain,
        (_, Role::Faint | Role::Hidden) => plain.fg(Color::DarkGray),
        (Theme::Light, Role::Soon) => plain.fg(Color::Magenta).add_modifier(Modifier::BOLD),
        (_, Role::Soon) => plain.fg(Color::Yellow).add_modifier(Modifier::BOLD),
        (_, Role::Alarm) => plain.fg(Color::Red).add_modifier(Modifier::BOLD),
        (_, Role::Good) => plain.fg(Color::Green),
        (_, Role::Waiting) => plain.add_modifier(Modifier::ITALIC),
    }
}
