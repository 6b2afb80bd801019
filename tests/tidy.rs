//! The house in order: layers, lengths, first lines, forbidden words, documents that say what the
//! program does.
//!
//! Each rule fails with `file:line: rule, remedy`. Formatting and clippy are checked when
//! `ALLHANDS_TIDY=1` and are skipped by name otherwise: a stranger's newer clippy must not break
//! anybody's tests.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A folder of `src/` and what it may use beside itself: other layers, then crates.
struct Layer {
    name: &'static str,
    layers: &'static [&'static str],
    crates: &'static [&'static str],
    pure: bool,
}

const LAYERS: &[Layer] = &[
    Layer {
        name: "text",
        layers: &[],
        crates: &["unicode_width", "unicode_segmentation"],
        pure: true,
    },
    Layer {
        name: "domain",
        layers: &["text"],
        // A digest is a pure function, and rules rest on it.
        crates: &["serde", "chrono", "sha2"],
        pure: true,
    },
    Layer { name: "playbook", layers: &["text", "domain"], crates: &["serde", "toml"], pure: true },
    Layer {
        name: "console",
        layers: &["text", "domain", "playbook"],
        crates: &[
            "crossterm",
            "tui_textarea",
            "chrono",
            "chrono_tz",
            "memchr",
            "nucleo_matcher",
            "similar",
            "serde",
            "toml",
            "unicode_segmentation",
        ],
        pure: true,
    },
    Layer {
        name: "view",
        layers: &["text", "domain", "playbook", "console"],
        crates: &["ratatui", "chrono", "chrono_tz", "tui_textarea"],
        pure: true,
    },
    Layer {
        name: "report",
        layers: &["text", "domain"],
        crates: &["serde", "serde_json"],
        pure: true,
    },
    Layer { name: "mail", layers: &["text", "domain"], crates: &["mail_parser"], pure: true },
    Layer {
        name: "bridge",
        layers: &["text", "domain"],
        crates: &[
            "lettre",
            "pulldown_cmark",
            "rustix",
            "rustls_native_certs",
            "serde",
            "serde_json",
            "sha2",
            "tempfile",
            "ureq",
        ],
        pure: false,
    },
    Layer {
        name: "store",
        layers: &["text", "domain"],
        crates: &[
            "rusqlite",
            "serde",
            "serde_json",
            "sha2",
            "rustix",
            "uuid",
            "tempfile",
            "thiserror",
        ],
        pure: false,
    },
];

/// What a pure layer must not name: the world outside arrives as an argument.
const IMPURE: &[&str] = &[
    "std::fs",
    "std::env",
    "std::net",
    "std::process",
    "std::thread",
    "SystemTime",
    "Instant::now",
    "Utc::now",
    "Local::now",
    "std::io::stdout",
    "std::io::stdin",
    "println!",
    "eprintln!",
];

/// What no source may hold, and what to do instead.
const FORBIDDEN: &[(&str, &str)] = &[
    ("todo!(", "finish it or leave it out"),
    ("unimplemented!(", "finish it or leave it out"),
    ("dbg!(", "remove it"),
    ("FIXME", "mend it"),
    ("#[ignore", "make the test runnable, or skip it by name with the reason"),
    ("#[allow(", "use #[expect(…, reason = \"…\")]"),
    ("#![allow(", "use #![expect(…, reason = \"…\")]"),
    (".unwrap()", "return the error, or say why it cannot fail with expect"),
];

/// Files that may be longer than a room, each with its reason.
const LONG: &[(&str, &str)] =
    &[("src/domain/event.rs", "the stored forms stand together, so that a promise is seen whole")];

/// What no module names: programs and the library begin there.
const ROOTS: &[&str] = &["src/lib.rs", "src/main.rs", "tests/main.rs", "tests/waiting.rs"];

const LINES_MAX: usize = 500;
const FUNCTION_LINES_MAX: usize = 70;
const COLUMNS_MAX: usize = 100;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn sources(folder: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries {
            let path = entry.expect("a file of the project").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                let name = path.strip_prefix(root()).expect("inside the project");
                let text = fs::read_to_string(&path).expect("UTF-8");
                found.push((name.display().to_string(), text));
            }
        }
    }
    found.sort();
    found
}

fn fail_on(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

/// The part of a source before its unit tests.
fn product(text: &str) -> &str {
    text.split("\n#[cfg(test)]\nmod ").next().unwrap_or(text)
}

fn is_test(name: &str) -> bool {
    name.ends_with("/tests.rs") || name.contains("/tests/") || name.starts_with("tests/")
}

#[test]
fn layers_use_only_what_lies_below_them() {
    let mut faults = Vec::new();
    for (name, text) in sources("src") {
        let Some(layer) = LAYERS.iter().find(|layer| {
            name == format!("src/{}.rs", layer.name)
                || name.starts_with(&format!("src/{}/", layer.name))
        }) else {
            continue;
        };
        if is_test(&name) {
            continue;
        }
        for (number, line) in product(&text).lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            let at = format!("{name}:{}", number + 1);
            for other in LAYERS.iter().map(|other| other.name).chain(["runtime", "bridge"]) {
                let used = code.contains(&format!("crate::{other}::"))
                    || code.contains(&format!("crate::{other};"));
                if used && other != layer.name && !layer.layers.contains(&other) {
                    faults.push(format!("{at}: {} uses {other}, join them in runtime", layer.name));
                }
            }
            if let Some(used) = code.trim_start().strip_prefix("use ") {
                let first = used.split("::").next().unwrap_or_default().trim_end_matches(';');
                let own = ["std", "crate", "super", "self", "Action", "Context"].contains(&first);
                let foreign = dependencies().contains(&first.to_owned());
                if foreign && !own && !layer.crates.contains(&first) {
                    faults.push(format!("{at}: {} uses the crate {first}, move it", layer.name));
                }
            }
            if layer.pure {
                for word in IMPURE.iter().filter(|word| code.contains(**word)) {
                    faults.push(format!("{at}: {} is pure, pass {word} in", layer.name));
                }
            }
        }
    }
    fail_on(&faults);
}

/// The crates of Cargo.toml, as they are named in code.
fn dependencies() -> Vec<String> {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("Cargo.toml");
    let table = manifest.split("[dependencies]").nth(1).and_then(|rest| rest.split("\n[").next());
    let names = table.expect("a table of dependencies").lines();
    names.filter_map(|line| Some(line.split_once(" =")?.0.replace('-', "_"))).collect()
}

#[test]
fn every_file_is_a_room_of_one_thing() {
    let mut faults = Vec::new();
    for (name, text) in sources("src").into_iter().chain(sources("tests")).chain(sources("benches"))
    {
        if !text.starts_with("//!") {
            faults.push(format!("{name}:1: no module doc, say what it is and why it is separate"));
        }
        let lines = product(&text).lines().count();
        if lines > LINES_MAX && !LONG.iter().any(|(long, _)| *long == name) {
            faults.push(format!("{name}:{lines}: longer than {LINES_MAX} lines, split it"));
        }
        for (number, line) in text.lines().enumerate() {
            let width = line.chars().count();
            // An address, a row of the key table and a row of a Markdown table cannot be broken.
            let whole = ["row(", "//! |"].iter().any(|begin| line.trim_start().starts_with(begin));
            if width > COLUMNS_MAX && !whole && !line.contains("http") {
                faults.push(format!("{name}:{}: {width} columns, break the line", number + 1));
            }
        }
        faults.extend(long_functions(&name, &text));
    }
    fail_on(&faults);
}

/// Functions are found by their indentation, as rustfmt leaves it.
fn long_functions(name: &str, text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().collect();
    let mut faults = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let indent = line.len() - line.trim_start().len();
        let head = line.trim_start();
        let heads =
            ["fn ", "pub fn ", "pub(super) fn ", "pub(crate) fn ", "async fn ", "pub async fn "];
        if !heads.iter().any(|word| head.starts_with(word)) || head.ends_with('}') {
            continue;
        }
        let close = format!("{}}}", " ".repeat(indent));
        let Some(length) = lines[start..].iter().position(|line| *line == close) else { continue };
        if length > FUNCTION_LINES_MAX {
            let at = format!("{name}:{}", start + 1);
            faults.push(format!("{at}: a function of {length} lines, split it"));
        }
    }
    faults
}

#[test]
fn nothing_forbidden_stands_in_the_product() {
    let mut faults = Vec::new();
    for (name, text) in sources("src") {
        if is_test(&name) {
            continue;
        }
        for (number, line) in product(&text).lines().enumerate() {
            for (word, remedy) in FORBIDDEN {
                if line.contains(word) && !line.trim_start().starts_with("//") {
                    faults.push(format!("{name}:{}: {word}, {remedy}", number + 1));
                }
            }
        }
    }
    for (name, text) in sources("tests") {
        if name != "tests/tidy.rs" && text.contains("#[ignore") {
            faults.push(format!("{name}: #[ignore], skip by name with the reason instead"));
        }
    }
    fail_on(&faults);
}

#[test]
fn no_file_is_forgotten() {
    let mut faults = Vec::new();
    for folder in ["src", "tests"] {
        let all = sources(folder);
        for (name, _) in &all {
            let path = Path::new(name);
            let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
            if ROOTS.contains(&name.as_str()) {
                continue;
            }
            let folder = path.parent().unwrap_or(Path::new(""));
            let mut parents = vec![folder.with_extension("rs")];
            parents.extend(
                ROOTS.iter().map(PathBuf::from).filter(|root| root.parent() == Some(folder)),
            );
            let named = format!("mod {stem};");
            let found = all.iter().any(|(other, text)| {
                parents.contains(&PathBuf::from(other)) && text.contains(&named)
            });
            if !found {
                faults.push(format!("{name}: no module names it, add `mod {stem};` or delete it"));
            }
        }
    }
    fail_on(&faults);
}

/// Between its marks the README holds what the program prints. `ALLHANDS_BLESS=1` puts it there.
#[test]
fn the_readme_says_what_the_program_does() {
    let path = root().join("README.md");
    let mut readme = fs::read_to_string(&path).expect("README.md");
    let mut old = Vec::new();
    for (name, text) in [
        ("keys", allhands::console::keymap::markdown()),
        ("playbooks", allhands::playbook::builtin().markdown()),
        ("grammar", allhands::console::compose::markdown()),
        ("linear", allhands::console::linear::markdown()),
    ] {
        let (begin, end) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
        let start = readme.find(&begin).expect("a mark of the README") + begin.len();
        let stop = readme.find(&end).expect("a closing mark of the README");
        let text = format!("\n{}\n\n", text.trim());
        if readme[start..stop] != text {
            old.push(format!("README.md: its {name} are old, run this test with ALLHANDS_BLESS=1"));
            readme.replace_range(start..stop, &text);
        }
    }
    if std::env::var_os("ALLHANDS_BLESS").is_some() {
        fs::write(&path, readme).expect("README.md can be written");
    } else {
        fail_on(&old);
    }
}

#[test]
fn formatting_and_clippy_have_nothing_to_say() {
    if std::env::var_os("ALLHANDS_TIDY").is_none() {
        eprintln!("skipped: formatting and clippy are checked when ALLHANDS_TIDY=1");
        return;
    }
    for arguments in [
        &["fmt", "--check"][..],
        &["clippy", "--all-targets", "--locked", "--", "-D", "warnings"][..],
    ] {
        let status = Command::new(env!("CARGO")).args(arguments).current_dir(root()).status();
        assert!(status.expect("cargo runs").success(), "cargo {}", arguments.join(" "));
    }
}
