//! The command line: what can be asked for, in one place. Help, completions and the manual page are
//! made from it.

use std::io::{self, Write as _};
use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

use crate::text;

mod misplaced;

/// A war-room console for security incidents: one screen, one line, one file.
///
/// Without FILE the start screen shows the register, a folder of incident files. With FILE that
/// room opens.
#[derive(Debug, Parser)]
#[command(name = "allhands", version, args_conflicts_with_subcommands = true)]
#[command(after_help = "Exit codes: 0 done, 1 refused, 2 usage, 3 not sound, 4 not reachable, \
5 kept at this host's desk and not yet in the file (the next allhands here delivers it).")]
pub struct Cli {
    /// Which screen.
    #[command(flatten)]
    pub open: Open,
    /// What a script asks for.
    #[command(subcommand)]
    pub command: Option<Command>,
}

impl Cli {
    /// Reads the command line of this process; ends it where that cannot be read, or asks for help.
    pub fn of_this_process() -> Self {
        let matches = Self::described().try_get_matches().unwrap_or_else(|error| {
            let said = Self::misplaced().filter(|_| error.use_stderr());
            match said {
                Some(words) => end(&Self::command().error(ErrorKind::ArgumentConflict, words)),
                None => end(&error),
            }
        });
        Self::from_arg_matches(&matches).unwrap_or_else(|error| end(&error))
    }

    /// What to type instead, where options of this process stand in front of a command.
    pub fn misplaced() -> Option<String> {
        let words = std::env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned());
        let said = misplaced::misplaced(&words.collect::<Vec<_>>())?;
        Some(text::output(&said).into_owned())
    }

    /// The commands, each with where the exit codes are: they are the same for all.
    pub fn described() -> clap::Command {
        Self::command().mut_subcommands(|command| command.after_help("Exit codes: allhands --help"))
    }
}

/// Ends this process with what was asked for, or with what could not be read. The latter repeats
/// words from outside, which no terminal may obey.
fn end(error: &clap::Error) -> ! {
    if !error.use_stderr() {
        error.exit();
    }
    let words = error.render().to_string();
    // Where nobody hears what was wrong, the code still says that something was.
    let _ = io::stderr().write_all(text::block(&words, text::Set::Unicode).as_bytes());
    std::process::exit(error.exit_code())
}

/// Options of the screen.
#[derive(Debug, Args)]
pub struct Open {
    /// The room to open: its file, or its codename
    pub file: Option<PathBuf>,
    /// The folder of incident files that the start screen shows
    #[arg(long, value_name = "DIR", env = "ALLHANDS_REGISTER")]
    pub register: Option<PathBuf>,
    /// Who types here
    #[command(flatten)]
    pub me: Me,
    /// Show only: nothing can be recorded from here (for a second screen)
    #[arg(long)]
    pub read_only: bool,
    /// Colours
    #[arg(long, value_name = "THEME", env = "ALLHANDS_THEME")]
    pub theme: Option<ThemeName>,
    /// Paint the background too (shared screens whose backgrounds differ)
    #[arg(long)]
    pub paint: bool,
    /// Draw with ASCII characters only
    #[arg(long)]
    pub ascii: bool,
    /// Plain lines and a prompt instead of a screen (screen readers, TERM=dumb)
    #[arg(long)]
    pub linear: bool,
    /// A folder of playbooks that add to the built-in ones and override them
    #[arg(long, value_name = "DIR", env = "ALLHANDS_PLAYBOOKS")]
    pub playbooks: Option<PathBuf>,
}

/// Who types.
#[derive(Debug, Clone, Default, Args)]
pub struct Me {
    /// Who types; as configured where absent, else the system's user
    #[arg(long = "as", value_name = "NAME", env = "ALLHANDS_AS")]
    pub name: Option<String>,
    /// Their department: its id, name or alias; the coordination where absent
    #[arg(long, value_name = "ID", env = "ALLHANDS_DEPARTMENT")]
    pub department: Option<String>,
}

/// Colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ThemeName {
    /// For dark backgrounds
    Dark,
    /// For light backgrounds
    Light,
    /// For projectors and tired eyes
    HighContrast,
    /// The terminal's own sixteen colours
    #[value(name = "16")]
    Sixteen,
    /// No colours
    None,
}

/// Commands for scripts: no terminal needed, nothing asked, errors on stderr.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a new incident file; prints its path
    New(New),
    /// Record lines; prints one id a line, each once that entry is recorded
    Log(Log),
    /// Print what a room holds
    Show(Show),
    /// Import a timeline of JSON lines
    Import(Import),
    /// Write the room out
    Export(Export),
    /// File what came back in answer to a draft, a mail or bare words; prints one id
    Reply(Reply),
    /// Take the passage on standard input off the record for good; prints the rows that held it
    Redact(Redact),
    /// Set or lift a legal hold
    Hold(Hold),
    /// Check a file's chain and every rule of its format, and whether it is what this host saw
    Verify(Verify),
    /// Copy a room's file, also while consoles write to it; prints how far it goes
    Copy(Copy),
    /// Make a room's file anew from desks, copies and the folders of rooms on a share
    Recover(Recover),
    /// Remove what this host keeps of a closed room; its file is not touched
    Forget(Forget),
    /// List and check the playbooks
    Playbooks(Playbooks),
    /// Print the keys (Markdown), or a file to re-bind them
    Keys {
        /// A keys.toml with every name and its keys
        #[arg(long)]
        toml: bool,
    },
    /// Open a practice room: a real incident, half worked
    Demo(Demo),
    /// Say how a file, its folder, this host's desk and this terminal stand
    Doctor {
        /// The room: its file, or its codename
        file: Option<PathBuf>,
    },
    /// Print a completion script
    Completions {
        /// For which shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man,
}

/// `allhands new`.
#[derive(Debug, Args)]
pub struct New {
    /// The file to make; its folder must exist
    pub file: PathBuf,
    /// What it is about (hidden behind the shield)
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub title: String,
    /// A playbook; may be given several times
    #[arg(long = "playbook", value_name = "ID")]
    pub playbooks: Vec<String>,
    /// An innocuous name; proposed where absent
    #[arg(long, value_name = "TEXT")]
    pub codename: Option<String>,
    /// When the report reached you (RFC 3339, or as in the capture line); now where absent
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub received: Option<String>,
    /// The room's zone; that of your last room where absent, else UTC
    #[arg(long, value_name = "AREA/CITY")]
    pub zone: Option<String>,
    /// Who types
    #[command(flatten)]
    pub me: Me,
    /// A folder of playbooks that add to the built-in ones
    #[arg(
        long = "playbooks",
        alias = "playbooks-dir",
        value_name = "DIR",
        env = "ALLHANDS_PLAYBOOKS"
    )]
    pub playbooks_dir: Option<PathBuf>,
}

/// `allhands log`.
#[derive(Debug, Args)]
pub struct Log {
    /// The room: its file, or its codename
    pub file: PathBuf,
    /// The entry; one entry a line of standard input where absent. After -- it may begin with any
    /// sign
    #[arg(allow_hyphen_values = true)]
    pub text: Option<String>,
    /// When it happened (RFC 3339, or as in the capture line); now where absent
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub at: Option<String>,
    /// Who types
    #[command(flatten)]
    pub me: Me,
    /// A tag, one word; may be given several times
    #[arg(long = "tag", value_name = "TAG")]
    pub tags: Vec<String>,
    /// An id of your own: the same id is recorded once, however often it is sent
    #[arg(long, value_name = "ID")]
    pub id: Option<String>,
    /// Read the capture grammar instead of plain text
    #[arg(long)]
    pub grammar: bool,
}

/// `allhands show`.
#[derive(Debug, Args)]
pub struct Show {
    /// The room: its file, or its codename
    pub file: PathBuf,
    /// As JSON
    #[arg(long)]
    pub json: bool,
    /// The timeline (with --json one object a line)
    #[arg(long, group = "part")]
    pub timeline: bool,
    /// The departments' checklists
    #[arg(long, group = "part")]
    pub checklists: bool,
    /// The drafts: what goes out, to whom, how far it is
    #[arg(long, group = "part")]
    pub drafts: bool,
    /// The disclosure plan: who is told what, and who knows what since when
    #[arg(long, group = "part")]
    pub plan: bool,
    /// Next: what is owed, by time
    #[arg(long, group = "part")]
    pub next: bool,
    /// Restricted and privileged words too
    #[arg(long)]
    pub with_privileged: bool,
}

/// `allhands import`.
#[derive(Debug, Args)]
pub struct Import {
    /// The room: its file, or its codename
    pub file: PathBuf,
    /// JSON lines, or - for standard input
    pub source: PathBuf,
    /// Leave bad lines out instead of importing nothing
    #[arg(long)]
    pub skip_bad: bool,
    /// Who types
    #[command(flatten)]
    pub me: Me,
}

/// `allhands export`.
#[derive(Debug, Args)]
pub struct Export {
    /// The room: its file, or its codename
    pub file: PathBuf,
    /// The form
    #[arg(long = "as", value_name = "FORM")]
    pub form: Form,
    /// Restricted and privileged words too
    #[arg(long)]
    pub with_privileged: bool,
    /// Where to; standard output where absent. A file that is there is replaced, unless it holds a
    /// record
    #[arg(short, value_name = "OUT")]
    pub out: Option<PathBuf>,
}

/// The forms of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// The whole room, one object
    Json,
    /// The timeline, one object a line
    Jsonl,
    /// The timeline, for a spreadsheet
    Csv,
    /// The whole room, for reading
    Markdown,
}

/// `allhands reply`.
#[derive(Debug, Args)]
pub struct Reply {
    /// The room: its file, or its codename
    pub file: PathBuf,
    /// The draft that it answers: its id, its title, or words of its title that no other has
    pub draft: String,
    /// The mail (.eml) or the words, at most 32 MB; standard input where absent, or -
    pub source: Option<PathBuf>,
    /// Who wrote it; as the mail says where absent
    #[arg(long, value_name = "NAME")]
    pub from: Option<String>,
    /// When it was written (RFC 3339, or as in the capture line); as the mail says where absent,
    /// else now
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub at: Option<String>,
    /// An id of your own: the same id is recorded once, however often it is sent
    #[arg(long, value_name = "ID")]
    pub id: Option<String>,
    /// Who types
    #[command(flatten)]
    pub me: Me,
}

/// `allhands redact`. The passage comes on standard input, because every process of a host can read
/// a command line.
#[derive(Debug, Args)]
pub struct Redact {
    /// The room: its file, or its codename
    pub file: PathBuf,
    /// Redact this row whole, instead of every row that holds the passage given on standard input;
    /// may be given several times
    #[arg(long = "row", value_name = "N")]
    pub rows: Vec<u64>,
    /// Why; it stays on the record. Wanted unless the rows are only printed
    #[arg(long, value_name = "TEXT")]
    pub because: Option<String>,
    /// Only print the rows
    #[arg(long)]
    pub dry_run: bool,
    /// Who types
    #[command(flatten)]
    pub me: Me,
}

/// `allhands hold`.
#[derive(Debug, Args)]
pub struct Hold {
    /// The room: its file, or its codename
    pub file: PathBuf,
    /// Lift it instead of setting it
    #[arg(long)]
    pub lift: bool,
    /// At whose word, and why; it stays on the record
    #[arg(long, value_name = "TEXT")]
    pub because: String,
    /// Who types
    #[command(flatten)]
    pub me: Me,
}

/// `allhands verify`.
#[derive(Debug, Args)]
pub struct Verify {
    /// The room: its file, or its codename
    pub file: PathBuf,
    /// Compare with this head (SEQ:HASH, as verify prints it), this file or the room of this
    /// codename instead of this host's desk
    #[arg(long, value_name = "HEAD|FILE|CODENAME")]
    pub against: Option<String>,
}

/// `allhands copy`.
#[derive(Debug, Args)]
pub struct Copy {
    /// The room: its file, or its codename
    pub file: PathBuf,
    /// The file to make; its folder must exist
    pub to: PathBuf,
    /// Make it a room of its own, with a first line that says where it comes from; else it is a
    /// copy of this room
    #[arg(long)]
    pub as_new: bool,
    /// Who types that line
    #[command(flatten)]
    pub me: Me,
}

/// `allhands recover`.
#[derive(Debug, Args)]
pub struct Recover {
    /// The file to make; its folder must exist
    pub to: PathBuf,
    /// What holds parts of the record: an incident file, damaged or not, a desk (*.desk), the
    /// folder of a room on a share (FILE.d), or the codename of a room whose desk is on this host.
    /// May be given several times. Where absent: what this host keeps of the room that lay at TO
    #[arg(long = "from", value_name = "DESK|FILE|FOLDER|CODENAME")]
    pub from: Vec<String>,
    /// Take the rows that a desk laid aside when somebody said that another file is the room, in
    /// place of what it saw after them
    #[arg(long)]
    pub with_laid_aside: bool,
}

/// `allhands forget`.
#[derive(Debug, Args)]
pub struct Forget {
    /// The room: its file, or its codename
    #[arg(value_name = "FILE|CODENAME")]
    pub room: String,
}

/// `allhands playbooks`.
#[derive(Debug, Args)]
pub struct Playbooks {
    /// A folder of playbooks that add to the built-in ones
    #[arg(
        long = "playbooks",
        alias = "playbooks-dir",
        value_name = "DIR",
        env = "ALLHANDS_PLAYBOOKS"
    )]
    pub playbooks_dir: Option<PathBuf>,
    /// As the Markdown list of the README
    #[arg(long)]
    pub markdown: bool,
}

/// `allhands demo`.
#[derive(Debug, Args)]
pub struct Demo {
    /// Make the practice room in this file and print its path instead of opening it
    #[arg(long, value_name = "FILE")]
    pub make: Option<PathBuf>,
    /// Who types
    #[command(flatten)]
    pub me: Me,
    /// Colours
    #[arg(long, value_name = "THEME", env = "ALLHANDS_THEME")]
    pub theme: Option<ThemeName>,
    /// Draw with ASCII characters only
    #[arg(long)]
    pub ascii: bool,
    /// Plain lines and a prompt instead of a screen
    #[arg(long)]
    pub linear: bool,
}
