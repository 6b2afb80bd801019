//! What a visit held, given back. Apart from the visit, because a long record is hundreds of
//! thousands of small pieces, and nobody is to wait for them: neither who goes on at the start
//! screen, nor the shell of who leaves. What must stay true: all that was asked is at the desk
//! before anything comes here.

use std::thread;

use crate::console::model::Model;

use super::Left;

/// Gives a console's state back; `left` is how its visit ended, nothing where the terminal failed.
pub(super) fn give_back(model: Model, left: Option<&Left>) {
    let goes_on = match left {
        Some(Left::ToStart | Left::CannotOpen(_) | Left::NotSound { out: false, .. }) => true,
        Some(Left::Quit | Left::End(_) | Left::NotSound { out: true, .. }) | None => false,
    };
    if goes_on {
        let _ = thread::Builder::new().name("leave".to_owned()).spawn(move || drop(model));
    } else {
        // The program ends: the system takes all of it at once.
        std::mem::forget(model);
    }
}
