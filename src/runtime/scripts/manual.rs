//! `allhands man`: one manual page for all of it.
//!
//! Separate because the generator makes one page for each command and would leave the options of
//! all but the first to pages that nobody installed. What must stay true: every option of every
//! command is in it, made from the same table as `--help`.

use std::collections::BTreeMap;
use std::io;

use clap::{Command, CommandFactory};
use clap_mangen::Man;

use crate::args::Cli;

/// Writes the page, for `man -l`.
pub fn write(page: &mut Vec<u8>) -> io::Result<()> {
    let mut command = Cli::command();
    // Names such as `allhands log` in the synopses.
    command.build();
    let exit_codes = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    let man = Man::new(command.clone());
    man.render_title(page)?;
    man.render_name_section(page)?;
    man.render_synopsis_section(page)?;
    man.render_description_section(page)?;
    man.render_options_section(page)?;
    page.extend(b".SH COMMANDS\n");
    for command in command.get_subcommands().filter(|command| command.get_name() != "help") {
        subcommand(page, command)?;
    }
    page.extend(b".SH \"EXIT STATUS\"\n");
    let codes = exit_codes.strip_prefix("Exit codes: ").unwrap_or(&exit_codes);
    page.extend(codes.as_bytes());
    page.push(b'\n');
    environment(page, &command);
    man.render_version_section(page)
}

/// What is read from the environment besides what stands for an option.
const ENVIRONMENT: [(&str, &str); 14] = [
    ("ALLHANDS_CONFIG", "The folder of config.toml, keys.toml and playbooks"),
    ("ALLHANDS_DESK", "The folder of this host's desks; it has to be on a disk of this host"),
    ("ALLHANDS_SMTP_PASSWORD", "The password of the mail server in config.toml"),
    ("ALLHANDS_WEBHOOK_NAME", "The address of the chat that config.toml calls so, in capitals"),
    ("VISUAL", "What a draft is written on in; else what EDITOR says, else vi"),
    ("LC_ALL", "Or LC_CTYPE, or LANG: another charset than UTF-8 is given ASCII only"),
    ("NO_COLOR", "No colours"),
    ("TERM", "With dumb: plain lines and a prompt"),
    ("HOME", "Where .config, .local/share and .local/state lie, and what ~ stands for in a path"),
    ("XDG_CONFIG_HOME", "In place of ~/.config: config.toml, keys.toml and playbooks, in allhands"),
    ("XDG_DATA_HOME", "In place of ~/.local/share: the register, in allhands"),
    ("XDG_STATE_HOME", "In place of ~/.local/state: this host's desks, in allhands"),
    ("TMUX", "Where it is set, what is copied goes into the buffer of tmux too"),
    ("TZ", "Your own zone, where config.toml names none"),
];

/// The variables that stand for options, each once, and the others.
fn environment(page: &mut Vec<u8>, command: &Command) {
    let mut all: BTreeMap<String, String> =
        ENVIRONMENT.iter().map(|(name, help)| ((*name).to_owned(), (*help).to_owned())).collect();
    for command in std::iter::once(command).chain(command.get_subcommands()) {
        for option in command.get_arguments() {
            if let (Some(name), Some(long)) = (option.get_env(), option.get_long()) {
                let name = name.to_string_lossy().into_owned();
                all.insert(name, format!("Stands for --{long}"));
            }
        }
    }
    page.extend(b".SH ENVIRONMENT\n");
    for (name, help) in all {
        let row = format!(".TP\n\\fB{name}\\fR\n{help}.\n");
        page.extend(row.replace('-', "\\-").bytes());
    }
}

/// A command: how it is called, what it does, its arguments.
fn subcommand(page: &mut Vec<u8>, command: &Command) -> io::Result<()> {
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    let name = command.get_name();
    let mut synopsis = command.clone();
    let usage = synopsis.render_usage().to_string();
    let usage = usage.strip_prefix("Usage: ").unwrap_or(&usage);
    page.extend(format!(".SS \"{name}\"\n{about}.\n.P\n.B {usage}\n").replace('-', "\\-").bytes());
    let mut options = Vec::new();
    Man::new(command.clone()).render_options_section(&mut options)?;
    let options = String::from_utf8_lossy(&options);
    page.extend(options.replace(".SH OPTIONS\n", "").bytes());
    Ok(())
}
