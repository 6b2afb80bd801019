//! Every file in `assets/` is built in, and nothing else is.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use allhands::playbook;

fn stems(folder: &str, ending: &str) -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets").join(folder);
    let names = fs::read_dir(&folder).expect("the folder is there").map(|entry| {
        let name = entry.expect("it can be read").file_name().into_string().expect("a plain name");
        name.strip_suffix(ending).expect("nothing else lies here").to_owned()
    });
    names.collect()
}

#[test]
fn the_library_is_the_assets() {
    let library = playbook::builtin();
    let playbooks: BTreeSet<String> =
        library.playbooks().iter().map(|playbook| playbook.id.clone()).collect();
    assert_eq!(playbooks, stems("playbooks", ".toml"));
    let templates: BTreeSet<String> =
        library.templates().iter().map(|template| template.offered.id.clone()).collect();
    assert_eq!(templates, stems("drafts", ".md"));
}
