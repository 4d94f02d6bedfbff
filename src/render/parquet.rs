//! Tables as Parquet, for DuckDB, Spark and their like.
//!
//! Input: a table as CSV and the type of each column. Output: the same rows in one compressed row group a file.
//! Refuses to turn an empty cell into a value: it is null.

use std::sync::Arc;

use parquet::basic::{Compression, ConvertedType, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;

use super::data::field_type;
use crate::output::RenderedFile;

/// The Parquet file beside a CSV file.
pub fn render_parquet(csv: &RenderedFile) -> RenderedFile {
    let path = csv.path.strip_suffix(".csv").unwrap_or(&csv.path);
    let bytes = write(&csv.bytes).expect("a table's own columns fit the schema made from them");
    RenderedFile { path: format!("{path}.parquet"), bytes }
}

fn write(csv: &[u8]) -> Result<Vec<u8>, ParquetError> {
    let mut reader = csv::Reader::from_reader(csv);
    let names: Vec<String> = reader.headers().map_err(external)?.iter().map(str::to_owned).collect();
    let rows = reader.records().collect::<Result<Vec<_>, _>>().map_err(external)?;
    let fields = names.iter().map(|name| field(name).map(Arc::new)).collect::<Result<Vec<_>, _>>()?;
    let schema = Arc::new(Type::group_type_builder("table").with_fields(fields).build()?);
    // The writer's own name would change with its version, and bytes with it.
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).set_created_by("fangzhi".to_owned()).build();
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties))?;
    let mut group = writer.next_row_group()?;
    for (at, name) in names.iter().enumerate() {
        let cells: Vec<&str> = rows.iter().map(|row| row.get(at).unwrap_or_default()).collect();
        let levels: Vec<i16> = cells.iter().map(|cell| i16::from(!cell.is_empty())).collect();
        let known = cells.iter().filter(|cell| !cell.is_empty());
        let Some(mut column) = group.next_column()? else { break };
        match field_type(name) {
            "integer" => {
                let values = known.map(|cell| cell.parse::<i64>().map_err(external)).collect::<Result<Vec<_>, _>>()?;
                column.typed::<Int64Type>().write_batch(&values, Some(&levels), None)?;
            }
            "number" => {
                let values = known.map(|cell| cell.parse::<f64>().map_err(external)).collect::<Result<Vec<_>, _>>()?;
                column.typed::<DoubleType>().write_batch(&values, Some(&levels), None)?;
            }
            _ => {
                let values: Vec<ByteArray> = known.map(|cell| ByteArray::from(*cell)).collect();
                column.typed::<ByteArrayType>().write_batch(&values, Some(&levels), None)?;
            }
        }
        column.close()?;
    }
    group.close()?;
    writer.into_inner()
}

fn field(name: &str) -> Result<Type, ParquetError> {
    let of = |physical| Type::primitive_type_builder(name, physical).with_repetition(Repetition::OPTIONAL);
    match field_type(name) {
        "integer" => of(Physical::INT64).build(),
        "number" => of(Physical::DOUBLE).build(),
        _ => of(Physical::BYTE_ARRAY).with_converted_type(ConvertedType::UTF8).with_logical_type(Some(LogicalType::String)).build(),
    }
}

fn external(error: impl std::error::Error + Send + Sync + 'static) -> ParquetError {
    ParquetError::External(Box::new(error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use parquet::file::reader::{FileReader, SerializedFileReader};

    #[test]
    fn rows_come_back_with_their_types_and_empty_cells_as_nothing() {
        let csv = RenderedFile { path: "data/t.csv".to_owned(), bytes: "report,year,value\na/2020,2020,1.5\nb,,\n".as_bytes().to_vec() };
        let file = render_parquet(&csv);
        assert_eq!(file.path, "data/t.parquet");
        let reader = SerializedFileReader::new(bytes::Bytes::from(file.bytes)).expect("a Parquet file");
        let rows: Vec<String> = reader.get_row_iter(None).expect("rows").map(|row| row.expect("a row").to_string()).collect();
        assert_eq!(rows, ["{report: \"a/2020\", year: 2020, value: 1.5}", "{report: \"b\", year: null, value: null}"]);
    }
}
