//! `allhands man`: one manual page for all of it.
//!
//! Separate because the generator makes one page for each command and would leave the options of
//! all but the first to pages that nobody installed. What must stay true: every option of every
//! command is in it, made from the same table as `--help`.

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
    man.render_version_section(page)
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
