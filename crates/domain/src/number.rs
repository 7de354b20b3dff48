//! Exact numbers: decimals are compared and computed as scaled integers, never as floats.

use serde_json::Value;

/// How many digits behind the point [`scaled`] keeps.
pub const DIGITS: u32 = 6;

/// A decimal answer (`"89.50"`, `12`, cents of money) as an integer in millionths.
///
/// `None` where it is no plain decimal: exponents, signs other than a leading minus, more than six
/// decimals, or beyond what fits.
pub fn scaled(value: &Value) -> Option<i128> {
    match value {
        Value::Number(n) => n.as_i64().map(|n| i128::from(n) * 10i128.pow(DIGITS)),
        Value::String(s) => parse(s),
        _ => None,
    }
}

/// As [`scaled`], for a text.
pub fn parse(text: &str) -> Option<i128> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    let dangling = digits.contains('.') && fraction.is_empty();
    if whole.is_empty()
        || whole.len() > 15
        || fraction.len() > DIGITS as usize
        || dangling
        || !plain(whole)
        || !plain(fraction)
    {
        return None;
    }
    let mut n: i128 = whole.parse().ok()?;
    n *= 10i128.pow(DIGITS);
    if !fraction.is_empty() {
        let part: i128 = fraction.parse().ok()?;
        n += part * 10i128.pow(DIGITS - fraction.len() as u32);
    }
    Some(if negative { -n } else { n })
}

/// How many digits a decimal text has behind its point.
pub fn decimals(text: &str) -> usize {
    text.split_once('.').map_or(0, |(_, fraction)| fraction.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_plain_decimals_only() {
        assert_eq!(parse("89.5"), Some(89_500_000));
        assert_eq!(parse("-3"), Some(-3_000_000));
        assert_eq!(parse("0.000001"), Some(1));
        for bad in ["", ".", "1.", ".5", "1e3", "+1", "1,000", "0.0000001", "１", "--1"] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }
}
