//! `wire_blake3.c` against vectors and against the crate.

use super::super::runtime_support::*;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// One question to `runtime-c/tests/blake3.c`.
struct Case {
    derived: bool,
    /// Added in pieces of so many bytes.
    step: u32,
    key: Vec<u8>,
    bytes: Vec<u8>,
}

/// From the test vectors that BLAKE3's authors publish: length of the input,
/// keyed hash, derived key.
const VECTORS: [(usize, &str, &str); 12] = [
    (
        0,
        "92b2b75604ed3c761f9d6f62392c8a9227ad0ea3f09573e783f1498a4ed60d26",
        "2cc39783c223154fea8dfb7c1b1660f2ac2dcbd1c1de8277b0b0dd39b7e50d7d",
    ),
    (
        1,
        "6d7878dfff2f485635d39013278ae14f1454b8c0a3a2d34bc1ab38228a80c95b",
        "b3e2e340a117a499c6cf2398a19ee0d29cca2bb7404c73063382693bf66cb06c",
    ),
    (
        1023,
        "c951ecdf03288d0fcc96ee3413563d8a6d3589547f2c2fb36d9786470f1b9d6e",
        "74a16c1c3d44368a86e1ca6df64be6a2f64cce8f09220787450722d85725dea5",
    ),
    (
        1024,
        "75c46f6f3d9eb4f55ecaaee480db732e6c2105546f1e675003687c31719c7ba4",
        "7356cd7720d5b66b6d0697eb3177d9f8d73a4a5c5e968896eb6a689684302706",
    ),
    (
        1025,
        "357dc55de0c7e382c900fd6e320acc04146be01db6a8ce7210b7189bd664ea69",
        "effaa245f065fbf82ac186839a249707c3bddf6d3fdda22d1b95a3c970379bcb",
    ),
    (
        2048,
        "879cf1fa2ea0e79126cb1063617a05b6ad9d0b696d0d757cf053439f60a99dd1",
        "7b2945cb4fef70885cc5d78a87bf6f6207dd901ff239201351ffac04e1088a23",
    ),
    (
        2049,
        "9f29700902f7c86e514ddc4df1e3049f258b2472b6dd5267f61bf13983b78dd5",
        "2ea477c5515cc3dd606512ee72bb3e0e758cfae7232826f35fb98ca1bcbdf273",
    ),
    (
        3072,
        "044a0e7b172a312dc02a4c9a818c036ffa2776368d7f528268d2e6b5df191770",
        "050df97f8c2ead654d9bb3ab8c9178edcd902a32f8495949feadcc1e0480c46b",
    ),
    (
        4097,
        "00df940cd36bb9fa7cbbc3556744e0dbc8191401afe70520ba292ee3ca80abbc",
        "aca51029626b55fda7117b42a7c211f8c6e9ba4fe5b7a8ca922f34299500ead8",
    ),
    (
        5121,
        "6ccf1c34753e7a044db80798ecd0782a8f76f33563accaddbfbb2e0ea4b2d024",
        "b07f01e518e702f7ccb44a267e9e112d403a7b3f4883a47ffbed4b48339b3c34",
    ),
    (
        6145,
        "9ac301e9e39e45e3250a7e3b3df701aa0fb6889fbd80eeecf28dbc6300fbc539",
        "379bcc61d0051dd489f686c13de00d5b14c505245103dc040d9e4dd1facab8e5",
    ),
    (
        7169,
        "ed9b1a922c046fdb3d423ae34e143b05ca1bf28b710432857bf738bcedbfa511",
        "554b0a5efea9ef183f2f9b931b7497995d9eb26f5c5c6dad2b97d62fc5ac31d9",
    ),
];
const KEY: &[u8] = b"whats the Elvish word for friend";
const CONTEXT: &[u8] = b"BLAKE3 2019-12-27 16:29:52 test vectors context";

fn program(abi: &Abi) -> PathBuf {
    build(abi, "blake3", "plain", &[], &[])
}

fn ask(abi: &Abi, cases: &[Case]) -> Vec<String> {
    let program = program(abi);
    let mut input = Vec::new();
    for case in cases {
        input.push(u8::from(case.derived));
        input.extend(case.step.to_le_bytes());
        input.extend((case.bytes.len() as u32).to_le_bytes());
        let mut key = case.key.clone();
        key.resize(64, 0);
        input.extend(key);
        input.extend(&case.bytes);
    }
    let mut command: Command = abi.command(&program);
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut running = command.spawn().expect("the program starts");
    let mut to = running.stdin.take().expect("a pipe");
    let writer = std::thread::spawn(move || to.write_all(&input));
    let output = running.wait_with_output().expect("it ends");
    writer.join().expect("no panic").expect("it reads all");
    assert_eq!(code(&output), 0, "{}", abi.name);
    out(&output).lines().map(str::to_string).collect()
}

pub fn check_vectors(abi: &Abi) {
    let input = |length: usize| (0..length).map(|i| (i % 251) as u8).collect::<Vec<_>>();
    let mut cases = Vec::new();
    for (length, _, _) in VECTORS {
        for (derived, key) in [(false, KEY), (true, CONTEXT)] {
            cases.push(Case {
                derived,
                step: 1 << 20,
                key: key.to_vec(),
                bytes: input(length),
            });
        }
    }
    let expected = VECTORS
        .iter()
        .flat_map(|(_, keyed, derived)| [*keyed, *derived]);
    let got = ask(abi, &cases);
    assert!(got.iter().eq(expected), "{}: {got:?}", abi.name);
}

/// A generator good enough for lengths and bytes.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }

    fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| self.below(256) as u8).collect()
    }
}

pub fn check_against_the_crate(abi: &Abi) {
    let mut random = Random(88172645463325252);
    let cases: Vec<Case> = (0..400)
        .map(|_| {
            // Around whole chunks and blocks, and anything.
            let around = random.below(40) * 1024 + random.below(5);
            let length = match random.below(2) {
                0 => around.saturating_sub(2),
                _ => random.below(70_000),
            };
            Case {
                derived: false,
                step: 1 + random.below(3000) as u32,
                key: random.bytes(32),
                bytes: random.bytes(length as usize),
            }
        })
        .collect();
    let expected = cases.iter().map(|case| {
        let key = case.key.as_slice().try_into().expect("32 bytes");
        blake3::keyed_hash(key, &case.bytes).to_hex().to_string()
    });
    let got = ask(abi, &cases);
    assert_eq!(got.len(), cases.len());
    for ((got, expected), case) in got.iter().zip(expected).zip(&cases) {
        let (length, step) = (case.bytes.len(), case.step);
        assert_eq!(*got, expected, "{}: {length} bytes by {step}", abi.name);
    }
}
