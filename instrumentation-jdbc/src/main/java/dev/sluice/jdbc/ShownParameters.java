package dev.sluice.jdbc;

import dev.sluice.sql.FilteredText;
import java.sql.ParameterMetaData;
import java.sql.SQLException;

/** The parameters of a statement as the service wrote it, without those of its row filters. */
final class ShownParameters implements ParameterMetaData {
  private final ParameterMetaData all;
  private final FilteredText text;

  ShownParameters(ParameterMetaData all, FilteredText text) {
    this.all = all;
    this.text = text;
  }

  private int index(int param) throws SQLException {
    if (param < 1 || param > getParameterCount()) {
      throw new SQLException("there is no parameter " + param, "22023");
    }
    return text.indexOf(param);
  }

  @Override
  public int getParameterCount() throws SQLException {
    return all.getParameterCount() - text.bound().size();
  }

  @Override
  public int isNullable(int param) throws SQLException {
    return all.isNullable(index(param));
  }

  @Override
  public boolean isSigned(int param) throws SQLException {
    return all.isSigned(index(param));
  }

  @Override
  public int getPrecision(int param) throws SQLException {
    return all.getPrecision(index(param));
  }

  @Override
  public int getScale(int param) throws SQLException {
    return all.getScale(index(param));
  }

  @Override
  public int getParameterType(int param) throws SQLException {
    return all.getParameterType(index(param));
  }

  @Override
  public String getParameterTypeName(int param) throws SQLException {
    return all.getParameterTypeName(index(param));
  }

  @Override
  public String getParameterClassName(int param) throws SQLException {
    return all.getParameterClassName(index(param));
  }

  @Override
  public int getParameterMode(int param) throws SQLException {
    return all.getParameterMode(index(param));
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    throw new SQLException("is no wrapper of " + type.getName());
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return type.isInstance(this);
  }
}
