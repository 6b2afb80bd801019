//! Options in front of a command, where they mean nothing: what to type instead.
//!
//! Apart from the command line itself, because only a line that could not be read is looked at so.
//! What must stay true: no option is moved to a command that gives it another meaning.

use clap::{Arg, CommandFactory};

use super::Cli;

/// Says where the options of this line belong, with the line to type; nothing where none stands in
/// front of a command. The words begin behind the program's name.
pub fn misplaced(words: &[String]) -> Option<String> {
    let cli = Cli::command();
    let (mut moved, mut dropped, mut taken) = (Vec::new(), Vec::new(), 0);
    let mut before = Vec::new();
    while let Some(word) = words.get(taken).filter(|word| word.starts_with("--")) {
        let name = word.trim_start_matches('-').split('=').next().unwrap_or_default();
        let option = cli.get_arguments().find(|option| option.get_long() == Some(name))?;
        let apart = option.get_action().takes_values() && !word.contains('=');
        let end = taken + 1 + usize::from(apart);
        before.push((option, words.get(taken..end)?));
        taken = end;
    }
    let (command, behind) = words.get(taken..)?.split_first()?;
    let command = cli.find_subcommand(command).filter(|_| !before.is_empty())?;
    for (option, words) in before {
        if command.get_arguments().any(|other| is_same(option, other)) {
            moved.extend(words);
        } else {
            dropped.push(format!("--{}", option.get_long().unwrap_or_default()));
        }
    }
    let name = command.get_name();
    let line: Vec<String> = moved.into_iter().chain(behind).map(|word| shell(word)).collect();
    let line = format!("allhands {name} {}", line.join(" "));
    let why = if dropped.is_empty() {
        String::new()
    } else {
        format!(", and {name} takes no {}", dropped.join(" and no "))
    };
    Some(format!("options go behind the command{why}. Nothing was done. Type: {}", line.trim_end()))
}

/// Whether two options of one name mean the same.
fn is_same(one: &Arg, other: &Arg) -> bool {
    one.get_id() == other.get_id() && one.get_long() == other.get_long()
}

/// A word as a shell takes it.
fn shell(word: &str) -> String {
    let plain = |sign: char| sign.is_alphanumeric() || "-_./=:,+@%".contains(sign);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::misplaced;

    #[test]
    fn options_in_front_of_a_command_are_put_behind_it() {
        let table = [
            (&["--as", "Dana", "log", "F", "it's up"][..], Some("log --as Dana F 'it'\\''s up'")),
            (
                &["--as=Dana", "show", "F"],
                Some("show takes no --as. Nothing was done. Type: allhands show F"),
            ),
            (
                &["--linear", "keys"],
                Some("keys takes no --linear. Nothing was done. Type: allhands keys"),
            ),
            (&["--linear", "demo"], Some("Type: allhands demo --linear")),
            // There `--as` is the form.
            (
                &["--as", "Dana", "export", "F", "--as", "csv"],
                Some("Type: allhands export F --as csv"),
            ),
            (&["log", "--as", "Dana", "F"], None),
            (&["--linear", "F"], None),
            (&["--frob", "keys"], None),
            (&["--as"], None),
        ];
        for (words, said) in table {
            let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
            let found = misplaced(&words);
            assert_eq!(found.is_some(), said.is_some(), "{words:?}: {found:?}");
            let found = found.unwrap_or_default();
            assert!(found.ends_with(said.unwrap_or_default()), "{words:?}: {found}");
        }
    }
}
