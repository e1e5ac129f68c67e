//! Blueprints written.

use std::path::Path;

use holdem_cfr::tables::strategy::Strategy;
use holdem_store::{ContainerWriter, Destination, SealedFile};

use super::{AVERAGE_OF, AveragedPart, KIND, PROBABILITIES, Stamp};
use crate::BlueprintError;
use crate::recipe::Recipe;

/// Writes a strategy; returns the length of the file in bytes.
///
/// # Errors
/// [`BlueprintError::Store`]; the file under this name is then as it was.
pub fn write(
    path: &Path,
    stamp: &Stamp,
    recipe: &Recipe,
    strategy: &Strategy,
    iterations: u64,
) -> Result<u64, BlueprintError> {
    let writer = ContainerWriter::create(path, KIND, recipe.hash())?;
    Ok(filled(writer, stamp, recipe, &mut rows_of(strategy), iterations)?.finish()?)
}

/// Gives a strategy to the operating system as a file that appears when it is
/// [committed](SealedFile::commit).
///
/// # Errors
/// As [`write()`].
pub fn seal(
    path: &Path,
    stamp: &Stamp,
    recipe: &Recipe,
    strategy: &Strategy,
    iterations: u64,
) -> Result<SealedFile, BlueprintError> {
    seal_rows(path, stamp, recipe, &mut rows_of(strategy), iterations)
}

/// Takes the probabilities of a strategy piece by piece, in order.
pub type Taker<'t> = dyn FnMut(&[f32]) + 't;

/// Passes the probabilities of a strategy to a taker.
pub type Rows<'f> = dyn FnMut(&mut Taker<'_>) + 'f;

fn rows_of(strategy: &Strategy) -> impl FnMut(&mut Taker<'_>) {
    |write| write(strategy.probabilities())
}

/// [`seal`] for a strategy that is never whole in memory.
///
/// # Errors
/// As [`write()`].
pub fn seal_rows(
    path: &Path,
    stamp: &Stamp,
    recipe: &Recipe,
    rows: &mut Rows<'_>,
    iterations: u64,
) -> Result<SealedFile, BlueprintError> {
    // Written while training goes on: it will not be read soon.
    let writer = ContainerWriter::create(path, KIND, recipe.hash())?.uncached();
    Ok(filled(writer, stamp, recipe, rows, iterations)?.seal()?)
}

/// Writes an average of other strategies with what it was made of; returns the length of the file in bytes.
///
/// # Errors
/// As [`write()`].
pub fn write_average(
    to: &Destination,
    stamp: &Stamp,
    recipe: &Recipe,
    strategy: &Strategy,
    iterations: u64,
    parts: &[AveragedPart],
) -> Result<u64, BlueprintError> {
    let writer = ContainerWriter::create_at(to, KIND, recipe.hash())?;
    let mut writer = filled(writer, stamp, recipe, &mut rows_of(strategy), iterations)?;
    let parts = serde_json::to_vec(parts).expect("parts hold nothing that JSON cannot");
    writer.section(AVERAGE_OF, &parts)?;
    Ok(writer.finish()?)
}

/// Writes the sections that every blueprint has.
fn filled(
    mut writer: ContainerWriter,
    stamp: &Stamp,
    recipe: &Recipe,
    rows: &mut Rows<'_>,
    iterations: u64,
) -> Result<ContainerWriter, BlueprintError> {
    let (mut section, mut result) = (writer.begin_section::<f32>(PROBABILITIES)?, Ok(()));
    rows(&mut |rows| {
        if result.is_ok() {
            result = section.write(rows);
        }
    });
    result?;
    section.end();
    writer.section("recipe", recipe.to_json().as_bytes())?;
    stamp.write(&mut writer)?;
    writer.typed_section("iterations", &[iterations])?;
    Ok(writer)
}
