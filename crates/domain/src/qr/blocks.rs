//! From bytes to codewords: header, padding, error correction, interleaving.

use super::Version;

/// The codewords in the order in which they are drawn.
pub fn codewords(version: Version, bytes: &[u8]) -> Vec<u8> {
    let data = with_header(version, bytes);
    let generator = generator(version.correction);
    // The first blocks are one codeword shorter when the data does not divide evenly.
    let (short, longer) = (version.data / version.blocks, version.data % version.blocks);
    let mut blocks: Vec<&[u8]> = Vec::with_capacity(version.blocks);
    let mut rest = data.as_slice();
    for index in 0..version.blocks {
        let length = short + usize::from(index >= version.blocks - longer);
        let (block, after) = rest.split_at(length);
        blocks.push(block);
        rest = after;
    }
    let corrections: Vec<Vec<u8>> =
        blocks.iter().map(|block| remainder(block, &generator)).collect();
    let across = |at: usize| blocks.iter().filter_map(move |block| block.get(at).copied());
    let mut words: Vec<u8> = (0..=short).flat_map(across).collect();
    words.extend((0..version.correction).flat_map(|at| corrections.iter().map(move |c| c[at])));
    words
}

/// Mode 4 (bytes), the length, the bytes, four zero bits, and padding: everything is shifted by half a byte.
fn with_header(version: Version, bytes: &[u8]) -> Vec<u8> {
    let length = (bytes.len() as u16).to_be_bytes();
    let length = &length[2 - version.length_bytes()..];
    let mut words = Vec::with_capacity(version.data);
    let mut carry = 0x4;
    for byte in length.iter().chain(bytes) {
        words.push(carry << 4 | byte >> 4);
        carry = byte & 15;
    }
    words.push(carry << 4);
    let padding = [0xEC, 0x11].into_iter().cycle();
    let missing = version.data - words.len();
    words.extend(padding.take(missing));
    words
}

/// Multiplies in GF(256) modulo x⁸ + x⁴ + x³ + x² + 1.
fn times(a: u8, b: u8) -> u8 {
    (0..8).rev().fold(0, |product: u8, bit| {
        let doubled = (product << 1) ^ ((product >> 7) * 0x1D);
        doubled ^ ((b >> bit & 1) * a)
    })
}

/// The Reed-Solomon generator of this degree without its leading 1, highest power first.
fn generator(degree: usize) -> Vec<u8> {
    let mut polynomial = vec![0; degree];
    polynomial[degree - 1] = 1;
    let mut root = 1;
    for _ in 0..degree {
        for at in 0..degree {
            let next = polynomial.get(at + 1).copied().unwrap_or(0);
            polynomial[at] = times(polynomial[at], root) ^ next;
        }
        root = times(root, 2);
    }
    polynomial
}

/// The remainder of a block divided by the generator: its correction.
fn remainder(block: &[u8], generator: &[u8]) -> Vec<u8> {
    let mut rest = vec![0; generator.len()];
    for byte in block {
        let factor = byte ^ rest.remove(0);
        rest.push(0);
        for (word, coefficient) in rest.iter_mut().zip(generator) {
            *word ^= times(*coefficient, factor);
        }
    }
    rest
}
