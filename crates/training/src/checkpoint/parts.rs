//! The tables in a file: one section for each part of the solver, as they are or compressed.

use std::fmt;
use std::io::{self, Read};

use holdem_blueprint::BlueprintError;
use holdem_cards::parallel::in_parallel;
use holdem_store::{Container, ContainerWriter, ElemClass};

use super::shares::Shares;
use crate::TrainError;
use crate::config::Compression;

/// Numbers that are compressed together: 4 MB.
const BLOCK: usize = 1 << 20;
/// Fast: tables hardly shrink more at higher levels.
const LEVEL: i32 = 1;
/// The one section of version 1.
const TABLES: &str = "tables";
pub(super) const LENS: &str = "part_lens";

/// Name of the section of a part.
fn name(part: usize) -> String {
    format!("part-{part:04}")
}

/// Writes parts in ascending order.
pub(super) struct Writer<'w> {
    writer: &'w mut ContainerWriter,
    compression: Compression,
    threads: usize,
    lens: Vec<u64>,
}

impl<'w> Writer<'w> {
    pub(super) fn new(writer: &'w mut ContainerWriter, compression: Compression, threads: usize) -> Self {
        Self { writer, compression, threads: threads.max(1), lens: Vec::new() }
    }

    /// Appends the part of this number.
    pub(super) fn write(&mut self, part: usize, numbers: &[f32]) -> Result<(), TrainError> {
        let name = name(part);
        self.lens.push(numbers.len() as u64);
        match self.compression {
            Compression::None => Ok(self.writer.typed_section(&name, numbers)?),
            Compression::Zstd => self.write_compressed(&name, numbers),
        }
    }

    /// Compresses as many blocks at a time as there are threads; the bytes do not depend on their number.
    fn write_compressed(&mut self, name: &str, numbers: &[f32]) -> Result<(), TrainError> {
        let path = self.writer.path().to_path_buf();
        let mut section = self.writer.begin_section::<u8>(name)?;
        for group in numbers.chunks(BLOCK * self.threads) {
            for frame in compress(group) {
                section.write(&frame.map_err(TrainError::io(&path, "compress"))?)?;
            }
        }
        section.end();
        Ok(())
    }

    /// Writes how long the parts were.
    pub(super) fn finish(self) -> Result<(), TrainError> {
        Ok(self.writer.typed_section(LENS, &self.lens)?)
    }
}

/// One frame for each block, each made on a thread of its own.
fn compress(group: &[f32]) -> Vec<io::Result<Vec<u8>>> {
    let frame = |block: &[f32]| zstd::bulk::compress(bytemuck::cast_slice(block), LEVEL);
    let blocks: Vec<&[f32]> = group.chunks(BLOCK).collect();
    in_parallel(blocks.len(), blocks.len(), |i| frame(blocks[i]))
}

/// How long the parts of a file are.
pub(super) enum Lens {
    /// Version 1: only the sum is known.
    Sum(usize),
    Each(Vec<u64>),
}

impl Lens {
    pub(super) fn parts_mismatch(&self, expected: &[usize]) -> bool {
        match self {
            Self::Sum(sum) => *sum != expected.iter().sum::<usize>(),
            Self::Each(lens) => !lens.iter().copied().eq(expected.iter().map(|&n| n as u64)),
        }
    }
}

impl fmt::Display for Lens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sum(sum) => sum.fmt(f),
            Self::Each(lens) => write!(f, "{lens:?}"),
        }
    }
}

/// How long the parts of a file say they are.
pub(super) fn lens(container: &Container) -> Result<Lens, TrainError> {
    match container.kind_version() {
        1 => Ok(Lens::Sum(container.typed::<f32>(TABLES)?.len())),
        _ => Ok(Lens::Each(container.typed::<u64>(LENS)?.to_vec())),
    }
}

/// Refuses files whose sections are not those that the lengths promise.
pub(super) fn check(head: &Container, shares: &Shares) -> Result<(), TrainError> {
    let Lens::Each(lens) = lens(head)? else { return Ok(()) };
    shares.expect_parts(head, lens.len())?;
    for (part, &len) in lens.iter().enumerate() {
        let file = shares.of_part(part).unwrap_or(head);
        let section = file.section(&name(part))?;
        let plain = section.elem.class == ElemClass::Float;
        if plain && file.typed::<f32>(&section.name)?.len() as u64 != len {
            return Err(unreadable(file, format!("part {part} does not hold {len} numbers")));
        }
    }
    Ok(())
}

/// Reads the parts in their order, from whichever file holds each.
pub(super) struct Reader<'c> {
    head: &'c Container,
    shares: &'c Shares,
    /// Numbers of version 1 that were read.
    read: usize,
}

impl<'c> Reader<'c> {
    pub(super) fn new(head: &'c Container, shares: &'c Shares) -> Self {
        Self { head, shares, read: 0 }
    }

    /// Fills a table of the length that was compared before.
    pub(super) fn read(&mut self, part: usize, table: &mut [f32]) -> Result<(), TrainError> {
        if self.head.kind_version() == 1 {
            let from = self.read;
            self.read += table.len();
            return copy(self.head, self.head.typed::<f32>(TABLES)?.get(from..self.read), part, table);
        }
        let (file, name) = (self.shares.of_part(part).unwrap_or(self.head), name(part));
        match file.section(&name)?.elem.class {
            ElemClass::Float => copy(file, Some(file.typed::<f32>(&name)?), part, table),
            _ => unpack(file.bytes(&name)?, table)
                .map_err(|error| unreadable(file, format!("part {part}: {error}"))),
        }
    }
}

fn copy(file: &Container, found: Option<&[f32]>, part: usize, table: &mut [f32]) -> Result<(), TrainError> {
    let found = found.filter(|found| found.len() == table.len());
    table.copy_from_slice(found.ok_or_else(|| unreadable(file, format!("part {part} has another length")))?);
    Ok(())
}

/// Unpacks frames into exactly this table, whatever lengths they claim.
fn unpack(frames: &[u8], table: &mut [f32]) -> io::Result<()> {
    let mut decoder = zstd::stream::read::Decoder::with_buffer(frames)?;
    decoder.read_exact(bytemuck::cast_slice_mut(table))?;
    match decoder.read(&mut [0])? {
        0 => Ok(()),
        _ => Err(io::Error::other("more numbers than the table holds")),
    }
}

fn unreadable(container: &Container, reason: String) -> TrainError {
    BlueprintError::Unreadable { path: container.path().to_path_buf(), section: "tables", reason }.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_unpack_to_the_same_bits_and_to_nothing_else() {
        let numbers: Vec<f32> = (0..BLOCK + 1000).map(|i| (i as f32).sin().exp()).collect();
        let frames: Vec<u8> = compress(&numbers).into_iter().flat_map(Result::unwrap).collect();
        let mut table = vec![0.0; numbers.len()];
        unpack(&frames, &mut table).unwrap();
        assert!(table.iter().zip(&numbers).all(|(a, b)| a.to_bits() == b.to_bits()));
        assert!(unpack(&frames, &mut table[1..]).is_err());
        assert!(unpack(&frames, &mut vec![0.0; numbers.len() + 1]).is_err());
        assert!(unpack(&frames[..frames.len() - 3], &mut table).is_err());
        assert!(unpack(b"no frame at all", &mut table).is_err());
    }
}
