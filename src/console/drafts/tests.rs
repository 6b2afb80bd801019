//! Key scripts in the drafts pane: keys in, commands and pages out.
