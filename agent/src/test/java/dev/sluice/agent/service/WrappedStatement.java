package dev.sluice.agent.service;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.function.UnaryOperator;

/**
 * A statement around another one, as tracing and routing libraries make them, which may write the
 * SQL anew.
 */
final class WrappedStatement implements Statement {
  private final Statement delegate;
  private final UnaryOperator<String> rewrite;

  WrappedStatement(Statement delegate, UnaryOperator<String> rewrite) {
    this.delegate = delegate;
    this.rewrite = rewrite;
  }

  @Override
  public void addBatch(String sql) throws SQLException {
    delegate.addBatch(rewrite.apply(sql));
  }

  @Override
  public void cancel() throws SQLException {
    delegate.cancel();
  }

  @Override
  public void clearBatch() throws SQLException {
    delegate.clearBatch();
  }

  @Override
  public void clearWarnings() throws SQLException {
    delegate.clearWarnings();
  }

  @Override
  public void close() throws SQLException {
    delegate.close();
  }

  @Override
  public void closeOnCompletion() throws SQLException {
    delegate.closeOnCompletion();
  }

  @Override
  public boolean execute(String sql, int[] value) throws SQLException {
    return delegate.execute(rewrite.apply(sql), value);
  }

  @Override
  public boolean execute(String sql, String[] value) throws SQLException {
    return delegate.execute(rewrite.apply(sql), value);
  }

  @Override
  public boolean execute(String sql, int value) throws SQLException {
    return delegate.execute(rewrite.apply(sql), value);
  }

  @Override
  public boolean execute(String sql) throws SQLException {
    return delegate.execute(rewrite.apply(sql));
  }

  @Override
  public int[] executeBatch() throws SQLException {
    return delegate.executeBatch();
  }

  @Override
  public long[] executeLargeBatch() throws SQLException {
    return delegate.executeLargeBatch();
  }

  @Override
  public long executeLargeUpdate(String sql, int[] value) throws SQLException {
    return delegate.executeLargeUpdate(rewrite.apply(sql), value);
  }

  @Override
  public long executeLargeUpdate(String sql, String[] value) throws SQLException {
    return delegate.executeLargeUpdate(rewrite.apply(sql), value);
  }

  @Override
  public long executeLargeUpdate(String sql, int value) throws SQLException {
    return delegate.executeLargeUpdate(rewrite.apply(sql), value);
  }

  @Override
  public long executeLargeUpdate(String sql) throws SQLException {
    return delegate.executeLargeUpdate(rewrite.apply(sql));
  }

  @Override
  public ResultSet executeQuery(String sql) throws SQLException {
    return delegate.executeQuery(rewrite.apply(sql));
  }

  @Override
  public int executeUpdate(String sql, int[] value) throws SQLException {
    return delegate.executeUpdate(rewrite.apply(sql), value);
  }

  @Override
  public int executeUpdate(String sql, String[] value) throws SQLException {
    return delegate.executeUpdate(rewrite.apply(sql), value);
  }

  @Override
  public int executeUpdate(String sql, int value) throws SQLException {
    return delegate.executeUpdate(rewrite.apply(sql), value);
  }

  @Override
  public int executeUpdate(String sql) throws SQLException {
    return delegate.executeUpdate(rewrite.apply(sql));
  }

  @Override
  public Connection getConnection() throws SQLException {
    return delegate.getConnection();
  }

  @Override
  public int getFetchDirection() throws SQLException {
    return delegate.getFetchDirection();
  }

  @Override
  public int getFetchSize() throws SQLException {
    return delegate.getFetchSize();
  }

  @Override
  public ResultSet getGeneratedKeys() throws SQLException {
    return delegate.getGeneratedKeys();
  }

  @Override
  public int getMaxFieldSize() throws SQLException {
    return delegate.getMaxFieldSize();
  }

  @Override
  public int getMaxRows() throws SQLException {
    return delegate.getMaxRows();
  }

  @Override
  public boolean getMoreResults() throws SQLException {
    return delegate.getMoreResults();
  }

  @Override
  public boolean getMoreResults(int value) throws SQLException {
    return delegate.getMoreResults(value);
  }

  @Override
  public int getQueryTimeout() throws SQLException {
    return delegate.getQueryTimeout();
  }

  @Override
  public ResultSet getResultSet() throws SQLException {
    return delegate.getResultSet();
  }

  @Override
  public int getResultSetConcurrency() throws SQLException {
    return delegate.getResultSetConcurrency();
  }

  @Override
  public int getResultSetHoldability() throws SQLException {
    return delegate.getResultSetHoldability();
  }

  @Override
  public int getResultSetType() throws SQLException {
    return delegate.getResultSetType();
  }

  @Override
  public int getUpdateCount() throws SQLException {
    return delegate.getUpdateCount();
  }

  @Override
  public SQLWarning getWarnings() throws SQLException {
    return delegate.getWarnings();
  }

  @Override
  public boolean isCloseOnCompletion() throws SQLException {
    return delegate.isCloseOnCompletion();
  }

  @Override
  public boolean isClosed() throws SQLException {
    return delegate.isClosed();
  }

  @Override
  public boolean isPoolable() throws SQLException {
    return delegate.isPoolable();
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return delegate.isWrapperFor(type);
  }

  @Override
  public void setCursorName(String value) throws SQLException {
    delegate.setCursorName(value);
  }

  @Override
  public void setEscapeProcessing(boolean value) throws SQLException {
    delegate.setEscapeProcessing(value);
  }

  @Override
  public void setFetchDirection(int value) throws SQLException {
    delegate.setFetchDirection(value);
  }

  @Override
  public void setFetchSize(int value) throws SQLException {
    delegate.setFetchSize(value);
  }

  @Override
  public void setMaxFieldSize(int value) throws SQLException {
    delegate.setMaxFieldSize(value);
  }

  @Override
  public void setMaxRows(int value) throws SQLException {
    delegate.setMaxRows(value);
  }

  @Override
  public void setPoolable(boolean value) throws SQLException {
    delegate.setPoolable(value);
  }

  @Override
  public void setQueryTimeout(int value) throws SQLException {
    delegate.setQueryTimeout(value);
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return delegate.unwrap(type);
  }
}
