//! Chains of records, each of which carries the hash of the one before, so that tampering shows (X6).

/// A record in a chain.
pub trait Link {
    /// Its number, counted from 1.
    fn seq(&self) -> i64;
    /// The hash that it names as that of the record before.
    fn before(&self) -> &str;
    /// Its own hash, as it was written down.
    fn hash(&self) -> &str;
    /// The hash of what it says now.
    fn sealed(&self) -> String;
}

/// Checks a whole chain behind `first`, what the first record names as the hash before it: gives the last hash.
///
/// # Errors
/// The first number that does not fit.
pub fn verify<'a, L: Link>(links: &'a [L], first: &'a str) -> Result<&'a str, i64> {
    let mut before = first;
    for (link, seq) in links.iter().zip(1..) {
        if link.seq() != seq || link.before() != before || link.hash() != link.sealed() {
            return Err(seq);
        }
        before = link.hash();
    }
    Ok(before)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone)]
    struct Row(i64, String, String, &'static str);

    impl Link for Row {
        fn seq(&self) -> i64 {
            self.0
        }
        fn before(&self) -> &str {
            &self.1
        }
        fn hash(&self) -> &str {
            &self.2
        }
        fn sealed(&self) -> String {
            crate::canonical::digest(&(self.0, &self.1, self.3))
        }
    }

    fn row(seq: i64, before: &str, says: &'static str) -> Row {
        let mut row = Row(seq, before.to_owned(), String::new(), says);
        row.2 = row.sealed();
        row
    }

    #[test]
    fn what_was_changed_taken_away_or_put_in_shows() {
        let first = row(1, "", "a");
        let second = row(2, first.hash(), "b");
        let chain = [first.clone(), second.clone()];
        assert_eq!(verify(&chain, ""), Ok(second.hash()));
        assert_eq!(verify(&chain, "other"), Err(1));
        assert_eq!(verify(&chain[1..], ""), Err(1));
        let changed = Row(2, second.1.clone(), second.2.clone(), "c");
        assert_eq!(verify(&[first.clone(), changed], ""), Err(2));
        assert_eq!(verify(&[first.clone(), row(2, "", "b")], ""), Err(2));
        assert_eq!(verify(&[first.clone(), row(3, first.hash(), "b")], ""), Err(2));
        assert_eq!(verify::<Row>(&[], "none"), Ok("none"));
    }
}
