//! Command line in, exit code out.

use std::process::ExitCode;

use allhands::args::Cli;
use allhands::runtime;
use allhands::text;

fn main() -> ExitCode {
    runtime::keep_private();
    if let Some(code) = runtime::share_child() {
        return code;
    }
    let cli = Cli::of_this_process();
    let done = match cli.command {
        Some(command) => runtime::scripts::run(command),
        None => runtime::app::open(&cli.open),
    };
    match done {
        Ok(code) => code,
        Err(failure) => {
            runtime::failure::tell(&format!("allhands: {}", text::output(&failure.words)));
            failure.code()
        }
    }
}
