//! The timeline as CSV (RFC 4180), safe to open in a spreadsheet.

use crate::domain::incident::Incident;
use crate::domain::time::Precision;
use crate::text;

use super::lines::{LineOut, Reach, lines};

/// The columns, in order.
pub const HEADER: &str = "seq,occurred_at,precision,recorded_at,shared_at,author,on_behalf,\
department,kind,basis,said_by,handling,text,quote,tags,source,withdrawn,version,id,to,due,state,\
because,name,value,answer,answers";

/// A header, then one record a line, each ended by CRLF.
pub fn csv(incident: &Incident, reach: Reach) -> String {
    let mut out = String::from(HEADER);
    out.push_str("\r\n");
    for line in lines(incident, reach) {
        record(&mut out, &line);
    }
    out
}

fn record(out: &mut String, line: &LineOut<'_>) {
    let precision = match line.precision {
        Precision::Second => "second",
        Precision::Minute => "minute",
        Precision::Hour => "hour",
        Precision::Day => "day",
        Precision::Order => "order",
    };
    let detail = line.detail.clone().unwrap_or_default();
    let cells = [
        line.seq.to_string(),
        line.occurred_at.to_string(),
        precision.to_owned(),
        line.recorded_at.to_string(),
        line.shared_at.to_string(),
        text::csv(line.author),
        text::csv(line.on_behalf.unwrap_or_default()),
        text::csv(line.department),
        text::csv(line.kind),
        line.basis.to_owned(),
        text::csv(line.said_by.unwrap_or_default()),
        line.handling.to_owned(),
        text::csv(line.text.as_deref().unwrap_or_default()),
        text::csv(line.quote.unwrap_or_default()),
        text::csv(&line.tags.join(" ")),
        text::csv(line.source.unwrap_or_default()),
        text::csv(line.withdrawn.unwrap_or_default()),
        line.version.map(|version| version.to_string()).unwrap_or_default(),
        text::csv(&line.id),
        text::csv(detail.to.unwrap_or_default()),
        detail.due.map(|due| due.to_string()).unwrap_or_default(),
        detail.state.unwrap_or_default().to_owned(),
        text::csv(detail.because.unwrap_or_default()),
        text::csv(detail.name.unwrap_or_default()),
        text::csv(detail.value.unwrap_or_default()),
        text::csv(detail.answer.unwrap_or_default()),
        text::csv(line.answers.unwrap_or_default()),
    ];
    out.push_str(&cells.join(","));
    out.push_str("\r\n");
}
