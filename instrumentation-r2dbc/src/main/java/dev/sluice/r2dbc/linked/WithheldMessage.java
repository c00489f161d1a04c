package dev.sluice.r2dbc.linked;

import dev.sluice.gate.WithheldText;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.Result;

/** An error or a notice of a database, without its text. */
final class WithheldMessage implements Result.Message {
  private final Result.Message message;

  WithheldMessage(Result.Message message) {
    this.message = message;
  }

  @Override
  public R2dbcException exception() {
    return (R2dbcException) Errors.withheld(message.exception());
  }

  @Override
  public int errorCode() {
    return message.errorCode();
  }

  @Override
  public String sqlState() {
    return message.sqlState();
  }

  @Override
  public String message() {
    return WithheldText.of(message.sqlState());
  }
}
