package dev.sluice.r2dbc.linked;

import dev.sluice.r2dbc.Execution;
import io.r2dbc.spi.OutParameters;
import io.r2dbc.spi.OutParametersMetadata;

/** A driver's out parameters with masked values. */
final class MaskedOutParameters extends MaskedReadable implements OutParameters {
  private final OutParameters parameters;

  MaskedOutParameters(OutParameters parameters, Execution execution) {
    super(parameters, RowShape.ofOut(parameters.getMetadata().getParameterMetadatas(), execution));
    this.parameters = parameters;
  }

  @Override
  public OutParametersMetadata getMetadata() {
    return parameters.getMetadata();
  }
}
