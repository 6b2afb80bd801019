//! Vectors of the chain, recomputed from its description with nothing of the program's own.

#![expect(clippy::unwrap_used, reason = "a test may")]

use allhands::store::chain::{FIRST, digest, hash, hex};
use allhands::store::codec::RowRef;
use sha2::{Digest, Sha256};

use super::support::{Room, open};

fn fields(fields: &[&[u8]]) -> [u8; 32] {
    let mut bytes = Vec::new();
    for field in fields {
        bytes.extend((field.len() as u64).to_be_bytes());
        bytes.extend(*field);
    }
    Sha256::digest(bytes).into()
}

#[test]
fn a_row_of_known_content_has_a_known_hash() {
    let digest = digest(&[1; 16], "{\"phase\":\"detect\"}");
    let row = RowRef {
        seq: 1,
        id: "s-1-0",
        session: "s",
        submission: 1,
        part: 0,
        author: "Dana",
        department: "infra",
        occurred_at: -5,
        recorded_at: 1_770_000_000_123,
        shared_at: 1_770_000_000_456,
        kind: "phase_entered",
        body: "{\"phase\":\"detect\"}",
        salt: &[1; 16],
        digest: &digest,
        prev: &FIRST,
        hash: &FIRST,
    };
    assert_eq!(hex(&digest), "be7492abb2dfd3160605473e6a8363915a4b49b9ffc10de71af28cdc0b6da8e6");
    assert_eq!(
        hex(&hash(&row)),
        "fa31c4e2820f6a238683710c73bca8c43b24a9f9507918e42c917533628dd1ce"
    );
}

#[test]
fn every_row_is_chained_as_described() {
    let room = Room::with(&["a", "b", "ä"]);
    let rows = open(&room.path).0.stored_after(0, 10).unwrap();
    assert_eq!(rows.len(), 4);
    let mut prev = FIRST;
    for row in rows {
        assert_eq!(row.prev, prev);
        assert_eq!(row.digest, fields(&[&row.salt, row.body.as_bytes()]));
        let digits = |number: i64| number.to_string().into_bytes();
        let expected = fields(&[
            b"allhands 1",
            &prev,
            row.seq.to_string().as_bytes(),
            row.id.as_bytes(),
            row.session.as_bytes(),
            row.submission.to_string().as_bytes(),
            row.part.to_string().as_bytes(),
            row.author.as_bytes(),
            row.department.as_bytes(),
            &digits(row.occurred_at),
            &digits(row.recorded_at),
            &digits(row.shared_at),
            row.kind.as_bytes(),
            &row.digest,
        ]);
        assert_eq!(row.hash, expected, "row {}", row.seq);
        prev = row.hash;
    }
}
