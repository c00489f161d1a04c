package dev.sluice.agent.tool;

import dev.sluice.sql.Dialect;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** In which dialect SQL is read. */
final class DialectOption {
  @Option(
      names = "--dialect",
      paramLabel = "DIALECT",
      defaultValue = "postgresql",
      converter = DialectName.class,
      description =
          "postgresql (default), mysql, mariadb, h2, oracle, sqlserver, or ansi for what all"
              + " databases have in common.")
  private Dialect dialect = Dialect.POSTGRESQL;

  Dialect dialect() {
    return dialect;
  }

  /** Reads a dialect's name in any case. */
  private static final class DialectName implements CommandLine.ITypeConverter<Dialect> {
    @Override
    public Dialect convert(String value) {
      for (Dialect dialect : Dialect.values()) {
        if (dialect.name().equals(value.toUpperCase(Locale.ROOT))) {
          return dialect;
        }
      }
      throw new CommandLine.TypeConversionException(
          "'"
              + value
              + "' is not a dialect: use postgresql, mysql, mariadb, h2, oracle, sqlserver or ansi");
    }
  }
}
