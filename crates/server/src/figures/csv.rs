//! Figures as a table for spreadsheets (RFC 4180), with a mark of its encoding, for some of them ask for it.

use onething_api::figures::FigureRow;

use super::open::OpenMonth;

/// The columns.
const HEAD: &str = "月份 month,范围 level,编号 id,名称 name,申请 filed,网上申请 online,受理 accepted,办结 finished,按时办结 on_time,节省工作日 days_saved,评价 rated,满意 satisfied,星级 stars";

/// What stands in the place of a hidden count.
const HIDDEN: &str = "*";

/// All months, newest first.
pub fn table(months: &[OpenMonth]) -> String {
    let mut out = format!("\u{feff}{HEAD}\r\n");
    for month in months {
        line(&mut out, &month.month, "city", &month.city);
        for row in &month.departments {
            line(&mut out, &month.month, "department", row);
        }
        for row in &month.things {
            line(&mut out, &month.month, "thing", row);
        }
    }
    out
}

fn line(out: &mut String, month: &str, level: &str, row: &FigureRow) {
    let counts = [
        row.filed,
        row.online,
        row.accepted,
        row.finished,
        row.on_time,
        row.days_saved,
        row.rated,
        row.satisfied,
    ];
    // A department's services are not filed by themselves.
    let own = |at: usize| level != "department" || at > 1;
    let counts = counts.iter().enumerate().map(|(at, count)| match count {
        Some(count) => count.to_string(),
        None if own(at) => HIDDEN.to_owned(),
        None => String::new(),
    });
    let stars =
        row.stars.map_or(HIDDEN.to_owned(), |stars| format!("{}.{:02}", stars / 100, stars % 100));
    let fields = [month, level, &row.id, &row.name.zh].map(quoted).into_iter();
    let fields: Vec<String> = fields.chain(counts).chain([stars]).collect();
    out.push_str(&fields.join(","));
    out.push_str("\r\n");
}

/// A field in quotes; one that a spreadsheet would take for a formula begins with an apostrophe.
fn quoted(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let safe = if formula { "'" } else { "" };
    format!("\"{safe}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_quoted_and_no_formulas() {
        assert_eq!(quoted("a\"b,c"), "\"a\"\"b,c\"");
        assert_eq!(quoted("=1+1"), "\"'=1+1\"");
        let text = table(&[OpenMonth { month: "2026-03".into(), ..OpenMonth::default() }]);
        assert_eq!(text.lines().count(), 2);
        assert!(text.contains("\"2026-03\",\"city\",\"\",\"\",*,*,*,*,*,*,*,*,*"), "{text}");
        let columns = |line: &str| line.matches(',').count();
        assert!(text.lines().all(|line| columns(line) == columns(HEAD)));
    }
}
