//! Chinese identifiers, checked by their standards.

use chrono::NaiveDate;

/// Province codes of GB/T 2260: the first two digits of every region code.
const PROVINCES: [u8; 34] = [
    11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52,
    53, 54, 61, 62, 63, 64, 65, 71, 81, 82,
];

/// Alphabet of the unified social credit code (GB 32100-2015): no I, O, S, V, Z.
const COMPANY: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// Characters of a code to verify by.
const VERIFY_CODE: usize = 16;

/// Alphabet of case numbers and codes: read aloud without doubt (no 0/O, 1/I).
const SPOKEN: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/// Why an identifier is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Wrong length or characters.
    Shape,
    /// No such region.
    Region,
    /// No such day.
    Day,
    /// The check character does not fit: a typing error.
    Check,
}

/// Checks an identity card number (GB 11643-1999): region, birth date and check character.
pub fn id_card(text: &str) -> Result<(), Fault> {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let bytes = text.as_bytes();
    let digits = bytes.len() == 18 && bytes[..17].iter().all(u8::is_ascii_digit);
    if !digits || !(bytes[17].is_ascii_digit() || bytes[17] == b'X') {
        return Err(Fault::Shape);
    }
    if !PROVINCES.contains(&(digit(bytes[0]) as u8 * 10 + digit(bytes[1]) as u8)) {
        return Err(Fault::Region);
    }
    birth_date(text).ok_or(Fault::Day)?;
    let sum: u32 = WEIGHTS.iter().zip(bytes).map(|(weight, byte)| weight * digit(*byte)).sum();
    if b"10X98765432"[(sum % 11) as usize] == bytes[17] { Ok(()) } else { Err(Fault::Check) }
}

/// The birth date that an identity card number carries.
pub fn birth_date(id_card: &str) -> Option<NaiveDate> {
    let part = |from: usize, to: usize| id_card.get(from..to)?.parse::<u32>().ok();
    let year = part(6, 10)?;
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, part(10, 12)?, part(12, 14)?)?;
    (1800..=2999).contains(&year).then_some(date)
}

/// Checks a unified social credit code (GB 32100-2015).
pub fn company_code(text: &str) -> Result<(), Fault> {
    let values: Option<Vec<u32>> = text.bytes().map(|byte| position(COMPANY, byte)).collect();
    let values = values.filter(|values| values.len() == 18).ok_or(Fault::Shape)?;
    let mut weight = 1;
    let mut sum = 0;
    for value in &values[..17] {
        sum += value * weight;
        weight = weight * 3 % 31;
    }
    if (31 - sum % 31) % 31 == values[17] { Ok(()) } else { Err(Fault::Check) }
}

/// Checks a mobile number of mainland China: 11 digits, the second from 3 to 9.
pub fn phone(text: &str) -> Result<(), Fault> {
    let bytes = text.as_bytes();
    let fits = bytes.len() == 11
        && bytes.iter().all(u8::is_ascii_digit)
        && bytes[0] == b'1'
        && (b'3'..=b'9').contains(&bytes[1]);
    if fits { Ok(()) } else { Err(Fault::Shape) }
}

/// Checks a bank card or account number: 8 to 30 digits; a card (16 to 19) also by Luhn (ISO/IEC 7812-1 annex B).
pub fn bank_account(text: &str) -> Result<(), Fault> {
    if !(8..=30).contains(&text.len()) || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Fault::Shape);
    }
    if (16..=19).contains(&text.len()) && !luhn(text.as_bytes()) {
        return Err(Fault::Check);
    }
    Ok(())
}

fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(i, byte)| {
            let value = digit(*byte) << (i % 2);
            if value > 9 { value - 9 } else { value }
        })
        .sum();
    sum.is_multiple_of(10)
}

/// Checks a number plate (GA 36-2018): the province and the letter of who gave it out, then five characters, the last of
/// which may say what the vehicle is for, or six for one of new energy: a letter before five characters, or behind five
/// digits.
pub fn plate(text: &str) -> Result<(), Fault> {
    const PROVINCE: &str = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新";
    const PURPOSE: &str = "学挂警港澳超";
    let letter = |c: &char| c.is_ascii_uppercase() && !matches!(c, 'I' | 'O');
    let energy = |c: &char| matches!(c, 'A'..='H' | 'J' | 'K');
    let digit = char::is_ascii_digit;
    let one = |c: &char| letter(c) || digit(c);
    let all: Vec<char> = text.chars().collect();
    let [province, office, rest @ ..] = all.as_slice() else { return Err(Fault::Shape) };
    let fits = match rest {
        [head @ .., last] if head.len() == 4 => {
            head.iter().all(one) && (one(last) || PURPOSE.contains(*last))
        }
        [kind, second, tail @ ..] if tail.len() == 4 && energy(kind) => {
            one(second) && tail.iter().all(digit)
        }
        [head @ .., kind] if head.len() == 5 => head.iter().all(digit) && energy(kind),
        _ => false,
    };
    // The offices of 警 and of provinces' organs may have an O.
    let known = PROVINCE.contains(*province) && office.is_ascii_uppercase() && *office != 'I';
    if known && fits { Ok(()) } else { Err(Fault::Shape) }
}

/// Checks the shape of a region code (GB/T 2260): six digits of a known province.
pub fn region(text: &str) -> Result<(), Fault> {
    let bytes = text.as_bytes();
    if bytes.len() != 6 || !bytes.iter().all(u8::is_ascii_digit) {
        return Err(Fault::Shape);
    }
    let province = digit(bytes[0]) as u8 * 10 + digit(bytes[1]) as u8;
    if PROVINCES.contains(&province) { Ok(()) } else { Err(Fault::Region) }
}

/// A case number: region, day, serial of the day and a check character, as `510999-260315-A2C7-K`.
///
/// The serial counts from 0 and is written in four spoken characters (over a million a day).
pub fn case_number(region: &str, day: NaiveDate, serial: u32) -> String {
    let mut code = [0u8; 4];
    let mut rest = serial;
    for slot in code.iter_mut().rev() {
        *slot = SPOKEN[(rest % 32) as usize];
        rest /= 32;
    }
    let serial = String::from_utf8_lossy(&code).into_owned();
    let body = format!("{region}-{}-{serial}", day.format("%y%m%d"));
    let check = spoken_check(&body).unwrap_or('2');
    format!("{body}-{check}")
}

/// Checks a case number as people type it; gives it back in its plain form (capitals, hyphens), or `None`.
pub fn read_case_number(typed: &str) -> Option<String> {
    let plain: String = typed
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '－' | '—'))
        .map(|c| c.to_ascii_uppercase())
        .collect();
    if plain.len() != 17 || !plain.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    let body = format!("{}-{}-{}", &plain[..6], &plain[6..12], &plain[12..16]);
    let check = spoken_check(&body)?;
    plain.ends_with(check).then(|| format!("{body}-{check}"))
}

/// The code under which anyone may ask whether a signature or document is genuine: fifteen spoken characters
/// from 75 random or keyed bits, and a check character, in groups of four.
pub fn verify_code(bits: [u8; 10]) -> String {
    let mut rest = bits.iter().fold(0u128, |sum, byte| sum << 8 | u128::from(*byte));
    let mut code = [SPOKEN[0]; VERIFY_CODE];
    for slot in code.iter_mut().take(VERIFY_CODE - 1).rev() {
        *slot = SPOKEN[(rest % 32) as usize];
        rest /= 32;
    }
    code[VERIFY_CODE - 1] = weighted_check(&code[..VERIFY_CODE - 1]).unwrap_or(SPOKEN[0]);
    grouped(&code)
}

/// Checks such a code as people type it; gives it back in its plain form (capitals, groups of four), or `None`.
pub fn read_verify_code(typed: &str) -> Option<String> {
    let plain: Vec<u8> = typed
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '－' | '—'))
        .map(|c| u8::try_from(c.to_ascii_uppercase()).ok())
        .collect::<Option<_>>()?;
    let (check, code) = plain.split_last().filter(|_| plain.len() == VERIFY_CODE)?;
    (weighted_check(code)? == *check).then(|| grouped(&plain))
}

fn grouped(code: &[u8]) -> String {
    code.chunks(4).map(String::from_utf8_lossy).collect::<Vec<_>>().join("-")
}

/// The check character of spoken ones: odd weights modulo 32 find every single wrong character.
fn weighted_check(code: &[u8]) -> Option<u8> {
    let mut sum = 0;
    for (i, byte) in code.iter().enumerate() {
        sum += (2 * i as u32 + 1) * position(SPOKEN, *byte)?;
    }
    Some(SPOKEN[(sum % 32) as usize])
}

/// The check character of twelve digits and a spoken serial: odd weights modulo 32 find every single wrong
/// character.
fn spoken_check(body: &str) -> Option<char> {
    let mut sum = 0;
    for (i, byte) in body.bytes().filter(|byte| *byte != b'-').enumerate() {
        let value = match i {
            0..12 if byte.is_ascii_digit() => digit(byte),
            12.. => position(SPOKEN, byte)?,
            _ => return None,
        };
        sum += (2 * i as u32 + 1) * value;
    }
    Some(char::from(SPOKEN[(sum % 32) as usize]))
}

fn digit(byte: u8) -> u32 {
    u32::from(byte - b'0')
}

fn position<const N: usize>(alphabet: &[u8; N], byte: u8) -> Option<u32> {
    alphabet.iter().position(|known| *known == byte).map(|i| i as u32)
}

/// An identity number with its middle hidden: the first six and the last two characters stay.
pub fn mask_id(text: &str) -> String {
    mask(text, 6, 2)
}

/// A phone number with its middle hidden.
pub fn mask_phone(text: &str) -> String {
    mask(text, 3, 4)
}

/// A name with all but its first character hidden.
pub fn mask_name(text: &str) -> String {
    mask(text, 1, 0)
}

fn mask(text: &str, head: usize, tail: usize) -> String {
    let length = text.chars().count();
    if length <= head + tail {
        return "*".repeat(length);
    }
    text.chars()
        .enumerate()
        .map(|(i, c)| if i < head || i >= length - tail { c } else { '*' })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn id_cards() {
        assert_eq!(id_card("11010519491231002X"), Ok(()));
        assert_eq!(id_card("440524188001010014"), Ok(()));
        assert_eq!(id_card("110105194912310021"), Err(Fault::Check));
        assert_eq!(id_card("990105194912310020"), Err(Fault::Region));
        assert_eq!(id_card("110105194902310020"), Err(Fault::Day));
        assert_eq!(id_card("11010519491231002x"), Err(Fault::Shape));
        assert_eq!(id_card("１1010519491231002X"), Err(Fault::Shape));
        assert_eq!(id_card(""), Err(Fault::Shape));
    }

    #[test]
    fn company_codes() {
        assert_eq!(company_code("91350100M000100Y43"), Ok(()));
        assert_eq!(company_code("91350100M000100Y44"), Err(Fault::Check));
        assert_eq!(company_code("91350100M000100I43"), Err(Fault::Shape));
    }

    #[test]
    fn plates() {
        for known in [
            "川A12345",
            "京AF0236",
            "沪O1234警",
            "皖A0001学",
            "粤Z1234港",
            "京AD12345",
            "苏A12345D",
        ] {
            assert_eq!(plate(known), Ok(()), "{known}");
        }
        let wrong = [
            "",
            "川",
            "川A1234",
            "川A123456",
            "川AF1A234",
            "川AI2345",
            "川I12345",
            "A123456",
            "川a12345",
            "川A１2345",
            "川A12-45",
            "川A1234学学",
        ];
        for typed in wrong {
            assert_eq!(plate(typed), Err(Fault::Shape), "{typed}");
        }
    }

    #[test]
    fn bank_accounts() {
        assert_eq!(bank_account("6222021234567890128"), bank_account("6222021234567890128"));
        assert_eq!(bank_account("4111111111111111"), Ok(()));
        assert_eq!(bank_account("4111111111111112"), Err(Fault::Check));
        assert_eq!(bank_account("1234567"), Err(Fault::Shape));
        assert_eq!(bank_account("123456789"), Ok(()));
    }

    proptest! {
        #[test]
        fn a_wrong_digit_in_an_id_card_is_found(position in 0usize..17, other in b'0'..=b'9') {
            let mut bytes = *b"11010519491231002X";
            prop_assume!(bytes[position] != other);
            bytes[position] = other;
            prop_assert!(id_card(std::str::from_utf8(&bytes).unwrap()).is_err());
        }

        #[test]
        fn case_numbers_read_back_and_reveal_typing_errors(serial in 0u32..1_000_000, at in 0usize..17, to in 0usize..32) {
            let day = NaiveDate::from_ymd_opt(2026, 3, 15).unwrap();
            let number = case_number("510999", day, serial);
            prop_assert_eq!(read_case_number(&number.to_lowercase().replace('-', " ")), Some(number.clone()));
            let mut plain: Vec<u8> = number.replace('-', "").into_bytes();
            prop_assume!(plain[at] != SPOKEN[to]);
            plain[at] = SPOKEN[to];
            prop_assert_eq!(read_case_number(std::str::from_utf8(&plain).unwrap()), None);
        }

        #[test]
        fn verify_codes_read_back_and_reveal_typing_errors(bits: [u8; 10], at in 0usize..16, to in 0usize..32) {
            let code = verify_code(bits);
            prop_assert_eq!(read_verify_code(&code.to_lowercase().replace('-', " ")), Some(code.clone()));
            let mut plain: Vec<u8> = code.replace('-', "").into_bytes();
            prop_assume!(plain[at] != SPOKEN[to]);
            plain[at] = SPOKEN[to];
            prop_assert_eq!(read_verify_code(std::str::from_utf8(&plain).unwrap()), None);
        }

        #[test]
        fn checks_never_panic(text in "\\PC{0,24}") {
            let _ = (id_card(&text), company_code(&text), phone(&text), bank_account(&text), region(&text), plate(&text));
            let _ = (read_case_number(&text), read_verify_code(&text), mask_id(&text), mask_name(&text));
        }
    }
}
