package dev.sluice.r2dbc.linked;

import io.r2dbc.spi.Row;
import io.r2dbc.spi.RowMetadata;

/** A driver's row with masked values. */
final class MaskedRow extends MaskedReadable implements Row {
  private final Row row;

  MaskedRow(Row row, RowShape shape) {
    super(row, shape);
    this.row = row;
  }

  @Override
  public RowMetadata getMetadata() {
    return row.getMetadata();
  }
}
