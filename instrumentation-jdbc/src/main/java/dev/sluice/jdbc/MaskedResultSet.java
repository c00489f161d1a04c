package dev.sluice.jdbc;

import dev.sluice.gate.Failures;
import dev.sluice.mask.BlindMask;
import dev.sluice.mask.Mask;
import dev.sluice.policy.MaskPlan;
import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.NClob;
import java.sql.Ref;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.RowId;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.SQLType;
import java.sql.SQLWarning;
import java.sql.SQLXML;
import java.sql.Statement;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.temporal.Temporal;
import java.util.Calendar;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A driver's result set with some columns masked, and others looked at. Each value is masked once,
 * as it is read; a getter that could show a masked column in a form that the mask does not know
 * (streams, LOBs, arrays, vendor types) is refused, as are changes through the result set and
 * {@link #unwrap} to the driver's own object. Labels are resolved by the driver. As thread-safe as
 * the driver's result set: not at all.
 *
 * <p>Public only for the subclasses that {@link MaskedResultSets} makes.
 */
public class MaskedResultSet implements ResultSet {
  private static final byte UNKNOWN = 0;
  private static final byte TEXT = 1;
  private static final byte OTHER = 2;

  private final ResultSet delegate;
  private final MaskPlan masks;
  private final WatchedColumns watched;
  private final Failures failures;
  private byte @Nullable [] kinds;
  private @Nullable String @Nullable [] classNames;
  private boolean onRow;
  private long row;
  private boolean lastWasMasked;
  private boolean lastWasNull;

  public MaskedResultSet(
      ResultSet delegate, MaskPlan masks, WatchedColumns watched, Failures failures) {
    this.delegate = delegate;
    this.masks = masks;
    this.watched = watched;
    this.failures = failures;
  }

  @Override
  public int findColumn(String label) throws SQLException {
    return delegate.findColumn(label);
  }

  @Override
  public boolean wasNull() throws SQLException {
    return lastWasMasked ? lastWasNull : delegate.wasNull();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    throw Refusals.closed(
        "unwrap of a masked result set to " + type.getName() + " is refused",
        "Read the values through java.sql.ResultSet.");
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return type.isInstance(this);
  }

  @Override
  public boolean next() throws SQLException {
    return moved(delegate.next());
  }

  @Override
  public void close() throws SQLException {
    delegate.close();
  }

  @Override
  public @Nullable String getString(int column) throws SQLException {
    Mask mask = maskOf(column);
    if (mask == null) {
      return delegate.getString(column);
    }
    return asString(mask, column);
  }

  @Override
  public boolean getBoolean(int column) throws SQLException {
    Mask mask = maskOf(column);
    if (mask == null) {
      return delegate.getBoolean(column);
    }
    return asBoolean(mask, column);
  }

  @Override
  public byte getByte(int column) throws SQLException {
    Mask mask = maskOf(column);
    if (mask == null) {
      return delegate.getByte(column);
    }
    return asByte(mask, column);
  }

  @Override
  public short getShort(int column) throws SQLException {
    Mask mask = maskOf(column);
    if (mask == null) {
      return delegate.getShort(column);
    }
    return asShort(mask, column);
  }

  @Override
  public int getInt(int column) throws SQLException {
    Mask mask = maskOf(column);
    if (mask == null) {
      return delegate.getInt(column);
    }
    return asInt(mask, column);
  }

  @Override
  public long getLong(int column) throws SQLException {
    Mask mask = maskOf(column);
    if (mask == null) {
      return delegate.getLong(column);
    }
    return asLong(mask, column);
  }

  @Override
  public float getFloat(int column) throws SQLException {
    Mask mask = maskOf(column);
    if (mask == null) {
      return delegate.getFloat(column);
    }
    return asFloat(mask, column);
  }

  @Override
  public double getDouble(int column) throws SQLException {
    Mask mask = maskOf(column);
    if (mask == null) {
      return delegate.getDouble(column);
    }
    return asDouble(mask, column);
  }

  @Deprecated
  @Override
  public @Nullable BigDecimal getBigDecimal(int column, int number) throws SQLException {
    Mask mask = maskOf(column);
    if (mask == null) {
      return delegate.getBigDecimal(column, number);
    }
    BigDecimal value = asBigDecimal(mask, column);
    return value == null ? null : value.setScale(number, RoundingMode.HALF_UP);
  }

  @Override
  public byte @Nullable [] getBytes(int column) throws SQLException {
    Mask mask = maskOf(column);
    if (mask == null) {
      return delegate.getBytes(column);
    }
    return asBytes(mask, column);
  }

  @Override
  public @Nullable Date getDate(int column) throws SQLException {
    Mask mask = maskOf(column);
    if (mask == null) {
      return delegate.getDate(column);
    }
    return asDate(mask, column);
  }

  @Override
  public @Nullable Time getTime(int column) throws SQLException {
    Mask mask = maskOf(column);
    if (mask == null) {
      return delegate.getTime(column);
    }
    return asTime(mask, column);
  }

  @Override
  public @Nullable Timestamp getTimestamp(int column) throws SQLException {
    Mask mask = maskOf(column);
    if (mask == null) {
      return delegate.getTimestamp(column);
    }
    return asTimestamp(mask, column);
  }

  @Override
  public @Nullable InputStream getAsciiStream(int column) throws SQLException {
    Mask mask = maskOf(column);
    if (mask == null) {
      return delegate.getAsciiStream(column);
    }
    throw refused(column, "getAsciiStream");
  }

  @Deprecated
  @Override
  public @Nullable InputStream getUnicodeStream(int column) throws SQLException {
    Mask mask = maskOf(column);
    if (mask == null) {
      return delegate.getUnicodeStream(column);
    }
    throw refused(column, "getUnicodeStream");
  }

  @Override
  public @Nullable InputStream getBinaryStream(int column) throws SQLException {
    Mask mask = maskOf(column);
    if (mask == null) {
      return delegate.getBinaryStream(column);
    }
    throw refused(column, "getBinaryStream");
  }

  @Override
  public @Nullable String getString(String label) throws SQLException {
    return getString(findColumn(label));
  }

  @Override
  public boolean getBoolean(String label) throws SQLException {
    return getBoolean(findColumn(label));
  }

  @Override
  public byte getByte(String label) throws SQLException {
    return getByte(findColumn(label));
  }

  @Override
  public short getShort(String label) throws SQLException {
    return getShort(findColumn(label));
  }

  @Override
  public int getInt(String label) throws SQLException {
    return getInt(findColumn(label));
  }

  @Override
  public long getLong(String label) throws SQLException {
    return getLong(findColumn(label));
  }

  @Override
  public float getFloat(String label) throws SQLException {
    return getFloat(findColumn(label));
  }

  @Override
  public double getDouble(String label) throws SQLException {
    return getDouble(findColumn(label));
  }

  @Deprecated
  @Override
  public @Nullable BigDecimal getBigDecimal(String label, int number) throws SQLException {
    return getBigDecimal(findColumn(label), number);
  }

  @Override
  public byte @Nullable [] getBytes(String label) throws SQLException {
    return getBytes(findColumn(label));
  }

  @Override
  public @Nullable Date getDate(String label) throws SQLException {
    return getDate(findColumn(label));
  }

  @Override
  public @Nullable Time getTime(String label) throws SQLException {
    return getTime(findColumn(label));
  }

  @Override
  public @Nullable Timestamp getTimestamp(String label) throws SQLException {
    return getTimestamp(findColumn(label));
  }

  @Override
  public @Nullable InputStream getAsciiStream(String label) throws SQLException {
    return getAsciiStream(findColumn(label));
  }

  @Deprecated
  @Override
  public @Nullable InputStream getUnicodeStream(String label) throws SQLException {
    return getUnicodeStream(findColumn(label));
  }

  @Override
  public @Nullable InputStream getBinaryStream(String label) throws SQLException {
    return getBinaryStream(findColumn(label));
  }

  @Override
  public SQLWarning getWarnings() throws SQLException {
    return delegate.getWarnings();
  }

  @Override
  public void clearWarnings() throws SQLException {
    delegate.clearWarnings();
  }

  @Override
  public String getCursorName() throws SQLException {
    return delegate.getCursorName();
  }

  @Override
  public ResultSetMetaData getMetaData() throws SQLException {
    return delegate.getMetaData();
  }

  @Override
  public @Nullable Object getObject(int column) throws SQLException {
    Mask mask = maskOf(column);
    if (mask == null) {
      return delegate.getObject(column);
    }
    return asObject(mask, column);
  }

  @Override
  public @Nullable Object getObject(String label) throws SQLException {
    return getObject(findColumn(label));
  }

  @Override
  public @Nullable Reader getCharacterStream(int column) throws SQLException {
    Mask mask = maskOf(column);
    if (mask == null) {
      return delegate.getCharacterStream(column);
    }
    throw refused(column, "getCharacterStream");
  }

  @Override
  public @Nullable Reader getCharacterStream(String label) throws SQLException {
    return getCharacterStream(findColumn(label));
  }

  @Override
  public @Nullable BigDecimal getBigDecimal(int column) throws SQLException {
    Mask mask = maskOf(column);
    if (mask == null) {
      return delegate.getBigDecimal(column);
    }
    return asBigDecimal(mask, column);
  }

  @Override
  public @Nullable BigDecimal getBigDecimal(String label) throws SQLException {
    return getBigDecimal(findColumn(label));
  }

  @Override
  public boolean isBeforeFirst() throws SQLException {
    return delegate.isBeforeFirst();
  }

  @Override
  public boolean isAfterLast() throws SQLException {
    return delegate.isAfterLast();
  }

  @Override
  public boolean isFirst() throws SQLException {
    return delegate.isFirst();
  }

  @Override
  public boolean isLast() throws SQLException {
    return delegate.isLast();
  }

  @Override
  public void beforeFirst() throws SQLException {
    delegate.beforeFirst();
    moved(false);
  }

  @Override
  public void afterLast() throws SQLException {
    delegate.afterLast();
    moved(false);
  }

  @Override
  public boolean first() throws SQLException {
    return moved(delegate.first());
  }

  @Override
  public boolean last() throws SQLException {
    return moved(delegate.last());
  }

  @Override
  public int getRow() throws SQLException {
    return delegate.getRow();
  }

  @Override
  public boolean absolute(int rows) throws SQLException {
    return moved(delegate.absolute(rows));
  }

  @Override
  public boolean relative(int rows) throws SQLException {
    return moved(delegate.relative(rows));
  }

  @Override
  public boolean previous() throws SQLException {
    return moved(delegate.previous());
  }

  @Override
  public void setFetchDirection(int rows) throws SQLException {
    delegate.setFetchDirection(rows);
  }

  @Override
  public int getFetchDirection() throws SQLException {
    return delegate.getFetchDirection();
  }

  @Override
  public void setFetchSize(int rows) throws SQLException {
    delegate.setFetchSize(rows);
  }

  @Override
  public int getFetchSize() throws SQLException {
    return delegate.getFetchSize();
  }

  @Override
  public int getType() throws SQLException {
    return delegate.getType();
  }

  @Override
  public int getConcurrency() throws SQLException {
    return delegate.getConcurrency();
  }

  @Override
  public boolean rowUpdated() throws SQLException {
    return delegate.rowUpdated();
  }

  @Override
  public boolean rowInserted() throws SQLException {
    return delegate.rowInserted();
  }

  @Override
  public boolean rowDeleted() throws SQLException {
    return delegate.rowDeleted();
  }

  @Override
  public void updateNull(int column) throws SQLException {
    throw readOnly("updateNull");
  }

  @Override
  public void updateBoolean(int column, boolean value) throws SQLException {
    throw readOnly("updateBoolean");
  }

  @Override
  public void updateByte(int column, byte value) throws SQLException {
    throw readOnly("updateByte");
  }

  @Override
  public void updateShort(int column, short value) throws SQLException {
    throw readOnly("updateShort");
  }

  @Override
  public void updateInt(int column, int number) throws SQLException {
    throw readOnly("updateInt");
  }

  @Override
  public void updateLong(int column, long length) throws SQLException {
    throw readOnly("updateLong");
  }

  @Override
  public void updateFloat(int column, float value) throws SQLException {
    throw readOnly("updateFloat");
  }

  @Override
  public void updateDouble(int column, double value) throws SQLException {
    throw readOnly("updateDouble");
  }

  @Override
  public void updateBigDecimal(int column, @Nullable BigDecimal value) throws SQLException {
    throw readOnly("updateBigDecimal");
  }

  @Override
  public void updateString(int column, @Nullable String value) throws SQLException {
    throw readOnly("updateString");
  }

  @Override
  public void updateBytes(int column, byte[] value) throws SQLException {
    throw readOnly("updateBytes");
  }

  @Override
  public void updateDate(int column, @Nullable Date value) throws SQLException {
    throw readOnly("updateDate");
  }

  @Override
  public void updateTime(int column, @Nullable Time value) throws SQLException {
    throw readOnly("updateTime");
  }

  @Override
  public void updateTimestamp(int column, @Nullable Timestamp value) throws SQLException {
    throw readOnly("updateTimestamp");
  }

  @Override
  public void updateAsciiStream(int column, @Nullable InputStream value, int number)
      throws SQLException {
    throw readOnly("updateAsciiStream");
  }

  @Override
  public void updateBinaryStream(int column, @Nullable InputStream value, int number)
      throws SQLException {
    throw readOnly("updateBinaryStream");
  }

  @Override
  public void updateCharacterStream(int column, @Nullable Reader value, int number)
      throws SQLException {
    throw readOnly("updateCharacterStream");
  }

  @Override
  public void updateObject(int column, @Nullable Object value, int number) throws SQLException {
    throw readOnly("updateObject");
  }

  @Override
  public void updateObject(int column, @Nullable Object value) throws SQLException {
    throw readOnly("updateObject");
  }

  @Override
  public void updateNull(String label) throws SQLException {
    throw readOnly("updateNull");
  }

  @Override
  public void updateBoolean(String label, boolean value) throws SQLException {
    throw readOnly("updateBoolean");
  }

  @Override
  public void updateByte(String label, byte value) throws SQLException {
    throw readOnly("updateByte");
  }

  @Override
  public void updateShort(String label, short value) throws SQLException {
    throw readOnly("updateShort");
  }

  @Override
  public void updateInt(String label, int number) throws SQLException {
    throw readOnly("updateInt");
  }

  @Override
  public void updateLong(String label, long length) throws SQLException {
    throw readOnly("updateLong");
  }

  @Override
  public void updateFloat(String label, float value) throws SQLException {
    throw readOnly("updateFloat");
  }

  @Override
  public void updateDouble(String label, double value) throws SQLException {
    throw readOnly("updateDouble");
  }

  @Override
  public void updateBigDecimal(String label, @Nullable BigDecimal value) throws SQLException {
    throw readOnly("updateBigDecimal");
  }

  @Override
  public void updateString(String label, @Nullable String value) throws SQLException {
    throw readOnly("updateString");
  }

  @Override
  public void updateBytes(String label, byte[] value) throws SQLException {
    throw readOnly("updateBytes");
  }

  @Override
  public void updateDate(String label, @Nullable Date value) throws SQLException {
    throw readOnly("updateDate");
  }

  @Override
  public void updateTime(String label, @Nullable Time value) throws SQLException {
    throw readOnly("updateTime");
  }

  @Override
  public void updateTimestamp(String label, @Nullable Timestamp value) throws SQLException {
    throw readOnly("updateTimestamp");
  }

  @Override
  public void updateAsciiStream(String label, @Nullable InputStream value, int number)
      throws SQLException {
    throw readOnly("updateAsciiStream");
  }

  @Override
  public void updateBinaryStream(String label, @Nullable InputStream value, int number)
      throws SQLException {
    throw readOnly("updateBinaryStream");
  }

  @Override
  public void updateCharacterStream(String label, @Nullable Reader value, int number)
      throws SQLException {
    throw readOnly("updateCharacterStream");
  }

  @Override
  public void updateObject(String label, @Nullable Object value, int number) throws SQLException {
    throw readOnly("updateObject");
  }

  @Override
  public void updateObject(String label, @Nullable Object value) throws SQLException {
    throw readOnly("updateObject");
  }

  @Override
  public void insertRow() throws SQLException {
    throw readOnly("insertRow");
  }

  @Override
  public void updateRow() throws SQLException {
    throw readOnly("updateRow");
  }

  @Override
  public void deleteRow() throws SQLException {
    throw readOnly("deleteRow");
  }

  @Override
  public void refreshRow() throws SQLException {
    delegate.refreshRow();
    moved(onRow); // to other values
  }

  @Override
  public void cancelRowUpdates() throws SQLException {
    throw readOnly("cancelRowUpdates");
  }

  @Override
  public void moveToInsertRow() throws SQLException {
    throw readOnly("moveToInsertRow");
  }

  @Override
  public void moveToCurrentRow() throws SQLException {
    delegate.moveToCurrentRow();
  }

  @Override
  public Statement getStatement() throws SQLException {
    return delegate.getStatement();
  }

  @Override
  public @Nullable Object getObject(int column, Map<String, Class<?>> types) throws SQLException {
    Mask mask = maskOf(column);
    if (mask == null) {
      return delegate.getObject(column, types);
    }
    throw refused(column, "getObject with a type map");
  }

  @Override
  public @Nullable Ref getRef(int column) throws SQLException {
    Mask mask = maskOf(column);
    if (mask == null) {
      return delegate.getRef(column);
    }
    throw refused(column, "getRef");
  }

  @Override
  public @Nullable Blob getBlob(int column) throws SQLException {
    Mask mask = maskOf(column);
    if (mask == null) {
      return delegate.getBlob(column);
    }
    throw refused(column, "getBlob");
  }

  @Override
  public @Nullable Clob getClob(int column) throws SQLException {
    Mask mask = maskOf(column);
    if (mask == null) {
      return delegate.getClob(column);
    }
    throw refused(column, "getClob");
  }

  @Override
  public @Nullable Array getArray(int column) throws SQLException {
    Mask mask = maskOf(column);
    if (mask == null) {
      return delegate.getArray(column);
    }
    throw refused(column, "getArray");
  }

  @Override
  public @Nullable Object getObject(String label, Map<String, Class<?>> types) throws SQLException {
    return getObject(findColumn(label), types);
  }

  @Override
  public @Nullable Ref getRef(String label) throws SQLException {
    return getRef(findColumn(label));
  }

  @Override
  public @Nullable Blob getBlob(String label) throws SQLException {
    return getBlob(findColumn(label));
  }

  @Override
  public @Nullable Clob getClob(String label) throws SQLException {
    return getClob(findColumn(label));
  }

  @Override
  public @Nullable Array getArray(String label) throws SQLException {
    return getArray(findColumn(label));
  }

  @Override
  public @Nullable Date getDate(int column, Calendar calendar) throws SQLException {
    Mask mask = maskOf(column);
    if (mask == null) {
      return delegate.getDate(column, calendar);
    }
    return asDate(mask, column);
  }

  @Override
  public @Nullable Date getDate(String label, Calendar calendar) throws SQLException {
    return getDate(findColumn(label), calendar);
  }

  @Override
  public @Nullable Time getTime(int column, Calendar calendar) throws SQLException {
    Mask mask = maskOf(column);
    if (mask == null) {
      return delegate.getTime(column, calendar);
    }
    return asTime(mask, column);
  }

  @Override
  public @Nullable Time getTime(String label, Calendar calendar) throws SQLException {
    return getTime(findColumn(label), calendar);
  }

  @Override
  public @Nullable Timestamp getTimestamp(int column, Calendar calendar) throws SQLException {
    Mask mask = maskOf(column);
    if (mask == null) {
      return delegate.getTimestamp(column, calendar);
    }
    return asTimestamp(mask, column);
  }

  @Override
  public @Nullable Timestamp getTimestamp(String label, Calendar calendar) throws SQLException {
    return getTimestamp(findColumn(label), calendar);
  }

  @Override
  public @Nullable URL getURL(int column) throws SQLException {
    Mask mask = maskOf(column);
    if (mask == null) {
      return delegate.getURL(column);
    }
    throw refused(column, "getURL");
  }

  @Override
  public @Nullable URL getURL(String label) throws SQLException {
    return getURL(findColumn(label));
  }

  @Override
  public void updateRef(int column, @Nullable Ref value) throws SQLException {
    throw readOnly("updateRef");
  }

  @Override
  public void updateRef(String label, @Nullable Ref value) throws SQLException {
    throw readOnly("updateRef");
  }

  @Override
  public void updateBlob(int column, @Nullable Blob value) throws SQLException {
    throw readOnly("updateBlob");
  }

  @Override
  public void updateBlob(String label, @Nullable Blob value) throws SQLException {
    throw readOnly("updateBlob");
  }

  @Override
  public void updateClob(int column, @Nullable Clob value) throws SQLException {
    throw readOnly("updateClob");
  }

  @Override
  public void updateClob(String label, @Nullable Clob value) throws SQLException {
    throw readOnly("updateClob");
  }

  @Override
  public void updateArray(int column, @Nullable Array value) throws SQLException {
    throw readOnly("updateArray");
  }

  @Override
  public void updateArray(String label, @Nullable Array value) throws SQLException {
    throw readOnly("updateArray");
  }

  @Override
  public @Nullable RowId getRowId(int column) throws SQLException {
    Mask mask = maskOf(column);
    if (mask == null) {
      return delegate.getRowId(column);
    }
    throw refused(column, "getRowId");
  }

  @Override
  public @Nullable RowId getRowId(String label) throws SQLException {
    return getRowId(findColumn(label));
  }

  @Override
  public void updateRowId(int column, @Nullable RowId value) throws SQLException {
    throw readOnly("updateRowId");
  }

  @Override
  public void updateRowId(String label, @Nullable RowId value) throws SQLException {
    throw readOnly("updateRowId");
  }

  @Override
  public int getHoldability() throws SQLException {
    return delegate.getHoldability();
  }

  @Override
  public boolean isClosed() throws SQLException {
    return delegate.isClosed();
  }

  @Override
  public void updateNString(int column, @Nullable String value) throws SQLException {
    throw readOnly("updateNString");
  }

  @Override
  public void updateNString(String label, @Nullable String value) throws SQLException {
    throw readOnly("updateNString");
  }

  @Override
  public void updateNClob(int column, @Nullable NClob value) throws SQLException {
    throw readOnly("updateNClob");
  }

  @Override
  public void updateNClob(String label, @Nullable NClob value) throws SQLException {
    throw readOnly("updateNClob");
  }

  @Override
  public @Nullable NClob getNClob(int column) throws SQLException {
    Mask mask = maskOf(column);
    if (mask == null) {
      return delegate.getNClob(column);
    }
    throw refused(column, "getNClob");
  }

  @Override
  public @Nullable NClob getNClob(String label) throws SQLException {
    return getNClob(findColumn(label));
  }

  @Override
  public @Nullable SQLXML getSQLXML(int column) throws SQLException {
    Mask mask = maskOf(column);
    if (mask == null) {
      return delegate.getSQLXML(column);
    }
    throw refused(column, "getSQLXML");
  }

  @Override
  public @Nullable SQLXML getSQLXML(String label) throws SQLException {
    return getSQLXML(findColumn(label));
  }

  @Override
  public void updateSQLXML(int column, @Nullable SQLXML value) throws SQLException {
    throw readOnly("updateSQLXML");
  }

  @Override
  public void updateSQLXML(String label, @Nullable SQLXML value) throws SQLException {
    throw readOnly("updateSQLXML");
  }

  @Override
  public @Nullable String getNString(int column) throws SQLException {
    Mask mask = maskOf(column);
    if (mask == null) {
      return delegate.getNString(column);
    }
    return asString(mask, column);
  }

  @Override
  public @Nullable String getNString(String label) throws SQLException {
    return getNString(findColumn(label));
  }

  @Override
  public @Nullable Reader getNCharacterStream(int column) throws SQLException {
    Mask mask = maskOf(column);
    if (mask == null) {
      return delegate.getNCharacterStream(column);
    }
    throw refused(column, "getNCharacterStream");
  }

  @Override
  public @Nullable Reader getNCharacterStream(String label) throws SQLException {
    return getNCharacterStream(findColumn(label));
  }

  @Override
  public void updateNCharacterStream(int column, @Nullable Reader value, long length)
      throws SQLException {
    throw readOnly("updateNCharacterStream");
  }

  @Override
  public void updateNCharacterStream(String label, @Nullable Reader value, long length)
      throws SQLException {
    throw readOnly("updateNCharacterStream");
  }

  @Override
  public void updateAsciiStream(int column, @Nullable InputStream value, long length)
      throws SQLException {
    throw readOnly("updateAsciiStream");
  }

  @Override
  public void updateBinaryStream(int column, @Nullable InputStream value, long length)
      throws SQLException {
    throw readOnly("updateBinaryStream");
  }

  @Override
  public void updateCharacterStream(int column, @Nullable Reader value, long length)
      throws SQLException {
    throw readOnly("updateCharacterStream");
  }

  @Override
  public void updateAsciiStream(String label, @Nullable InputStream value, long length)
      throws SQLException {
    throw readOnly("updateAsciiStream");
  }

  @Override
  public void updateBinaryStream(String label, @Nullable InputStream value, long length)
      throws SQLException {
    throw readOnly("updateBinaryStream");
  }

  @Override
  public void updateCharacterStream(String label, @Nullable Reader value, long length)
      throws SQLException {
    throw readOnly("updateCharacterStream");
  }

  @Override
  public void updateBlob(int column, @Nullable InputStream value, long length) throws SQLException {
    throw readOnly("updateBlob");
  }

  @Override
  public void updateBlob(String label, @Nullable InputStream value, long length)
      throws SQLException {
    throw readOnly("updateBlob");
  }

  @Override
  public void updateClob(int column, @Nullable Reader value, long length) throws SQLException {
    throw readOnly("updateClob");
  }

  @Override
  public void updateClob(String label, @Nullable Reader value, long length) throws SQLException {
    throw readOnly("updateClob");
  }

  @Override
  public void updateNClob(int column, @Nullable Reader value, long length) throws SQLException {
    throw readOnly("updateNClob");
  }

  @Override
  public void updateNClob(String label, @Nullable Reader value, long length) throws SQLException {
    throw readOnly("updateNClob");
  }

  @Override
  public void updateNCharacterStream(int column, @Nullable Reader value) throws SQLException {
    throw readOnly("updateNCharacterStream");
  }

  @Override
  public void updateNCharacterStream(String label, @Nullable Reader value) throws SQLException {
    throw readOnly("updateNCharacterStream");
  }

  @Override
  public void updateAsciiStream(int column, @Nullable InputStream value) throws SQLException {
    throw readOnly("updateAsciiStream");
  }

  @Override
  public void updateBinaryStream(int column, @Nullable InputStream value) throws SQLException {
    throw readOnly("updateBinaryStream");
  }

  @Override
  public void updateCharacterStream(int column, @Nullable Reader value) throws SQLException {
    throw readOnly("updateCharacterStream");
  }

  @Override
  public void updateAsciiStream(String label, @Nullable InputStream value) throws SQLException {
    throw readOnly("updateAsciiStream");
  }

  @Override
  public void updateBinaryStream(String label, @Nullable InputStream value) throws SQLException {
    throw readOnly("updateBinaryStream");
  }

  @Override
  public void updateCharacterStream(String label, @Nullable Reader value) throws SQLException {
    throw readOnly("updateCharacterStream");
  }

  @Override
  public void updateBlob(int column, @Nullable InputStream value) throws SQLException {
    throw readOnly("updateBlob");
  }

  @Override
  public void updateBlob(String label, @Nullable InputStream value) throws SQLException {
    throw readOnly("updateBlob");
  }

  @Override
  public void updateClob(int column, @Nullable Reader value) throws SQLException {
    throw readOnly("updateClob");
  }

  @Override
  public void updateClob(String label, @Nullable Reader value) throws SQLException {
    throw readOnly("updateClob");
  }

  @Override
  public void updateNClob(int column, @Nullable Reader value) throws SQLException {
    throw readOnly("updateNClob");
  }

  @Override
  public void updateNClob(String label, @Nullable Reader value) throws SQLException {
    throw readOnly("updateNClob");
  }

  @Override
  public <T> @Nullable T getObject(int column, Class<T> type) throws SQLException {
    Mask mask = maskOf(column);
    if (mask == null) {
      return delegate.getObject(column, type);
    }
    return asType(mask, column, type);
  }

  @Override
  public <T> @Nullable T getObject(String label, Class<T> type) throws SQLException {
    return getObject(findColumn(label), type);
  }

  @Override
  public void updateObject(int column, @Nullable Object value, @Nullable SQLType value2, int number)
      throws SQLException {
    throw readOnly("updateObject");
  }

  @Override
  public void updateObject(
      String label, @Nullable Object value, @Nullable SQLType value2, int number)
      throws SQLException {
    throw readOnly("updateObject");
  }

  @Override
  public void updateObject(int column, @Nullable Object value, @Nullable SQLType value2)
      throws SQLException {
    throw readOnly("updateObject");
  }

  @Override
  public void updateObject(String label, @Nullable Object value, @Nullable SQLType value2)
      throws SQLException {
    throw readOnly("updateObject");
  }

  private @Nullable Mask maskOf(int column) {
    Mask mask = masks.column(column);
    if (mask == null && !watched.isEmpty() && mayBeOnRow()) {
      mask = watched.maskOf(column, delegate, row);
    }
    lastWasMasked = mask != null;
    return mask;
  }

  /** A view made late may stand on a row to which another one moved the driver's cursor. */
  private boolean mayBeOnRow() {
    if (onRow) {
      return true;
    }
    try {
      return delegate.getRow() != 0;
    } catch (SQLException closed) { // or of a driver that does not count
      return true;
    }
  }

  private boolean moved(boolean toRow) {
    onRow = toRow;
    row++;
    return toRow;
  }

  /** What is shown of a column whatever it holds, so that nothing of the value can be seen. */
  private @Nullable Object unseen(BlindMask mask, int column) throws SQLException {
    Object shown = mask.shown(isText(column) ? String.class.getName() : className(column));
    if (!onRow || delegate.isClosed()) {
      // the driver says in its own words that there is no value to be had
      clear(column, delegate::getString);
    }
    lastWasNull = shown == null;
    return shown;
  }

  private String className(int column) throws SQLException {
    if (classNames == null) {
      classNames = new String[delegate.getMetaData().getColumnCount() + 1];
    }
    String name = classNames[column];
    if (name == null) {
      name = String.valueOf(delegate.getMetaData().getColumnClassName(column));
      classNames[column] = name;
    }
    return name;
  }

  /** The masked value of a column: of the type that the driver's {@code getObject} gives. */
  private @Nullable Object masked(Mask mask, int column) throws SQLException {
    if (mask instanceof BlindMask blind) {
      return unseen(blind, column);
    }
    Object value = clear(column, delegate::getObject);
    if (value == null || value instanceof String) {
      return shown(mask, (String) value);
    }
    Object shown = typedShown(mask, value);
    lastWasNull = shown == null;
    return shown;
  }

  private @Nullable Object typedShown(Mask mask, Object value) throws SQLException {
    try {
      return mask.value(value);
    } catch (RuntimeException | LinkageError problem) {
      throw withheld(mask, problem);
    }
  }

  private @Nullable String shown(Mask mask, @Nullable String text) throws SQLException {
    String shown;
    try {
      shown = text == null ? null : mask.text(text);
    } catch (RuntimeException | LinkageError problem) {
      throw withheld(mask, problem);
    }
    lastWasNull = shown == null;
    return shown;
  }

  private SQLException withheld(Mask mask, Throwable problem) {
    failures.count("mask." + mask.name(), "a mask failed: the value is withheld", problem);
    return Refusals.closed("a masked value could not be read", "");
  }

  /** Drivers quote a value that they cannot read in the exception's text. */
  private static <T> @Nullable T clear(int column, Getter<T> getter) throws SQLException {
    try {
      return getter.get(column);
    } catch (SQLException quotesTheValue) {
      throw unreadable(column, quotesTheValue.getSQLState(), quotesTheValue.getErrorCode());
    } catch (RuntimeException quotesTheValue) {
      throw unreadable(column, "22018", 0);
    }
  }

  private static SQLException unreadable(int column, @Nullable String state, int code) {
    return new SQLException("column " + column + ", which is masked, cannot be read", state, code);
  }

  private @Nullable Object asObject(Mask mask, int column) throws SQLException {
    return masked(mask, column);
  }

  private @Nullable String asString(Mask mask, int column) throws SQLException {
    if (isText(column) && !(mask instanceof BlindMask)) {
      return shown(mask, clear(column, delegate::getString));
    }
    Object value = masked(mask, column);
    return value instanceof byte[] bytes
        ? new String(bytes, StandardCharsets.UTF_8)
        : Objects.toString(value, null);
  }

  /** Whether the column's own type is text, so that {@code getString} is what it holds. */
  private boolean isText(int column) throws SQLException {
    if (kinds == null) {
      kinds = new byte[delegate.getMetaData().getColumnCount() + 1];
    }
    if (column < 1 || column >= kinds.length) {
      return false;
    }
    byte kind = kinds[column];
    if (kind == UNKNOWN) {
      kind = kindOf(delegate.getMetaData().getColumnType(column));
      kinds[column] = kind;
    }
    return kind == TEXT;
  }

  private static byte kindOf(int type) {
    return switch (type) {
      case Types.CHAR,
          Types.VARCHAR,
          Types.LONGVARCHAR,
          Types.NCHAR,
          Types.NVARCHAR,
          Types.LONGNVARCHAR ->
          TEXT;
      default -> OTHER;
    };
  }

  private <T> @Nullable T asType(Mask mask, int column, Class<T> type) throws SQLException {
    if (type == String.class) {
      return type.cast(asString(mask, column));
    }
    Object value = masked(mask, column);
    if (value == null) {
      return null;
    }
    if (type.isInstance(value)) {
      return type.cast(value);
    }
    return converted(mask, column, type, value, clear -> delegate.getObject(clear, type));
  }

  private byte @Nullable [] asBytes(Mask mask, int column) throws SQLException {
    Object value = masked(mask, column);
    if (value == null) {
      return null;
    }
    if (value instanceof byte[] bytes) {
      return bytes;
    }
    return value.toString().getBytes(StandardCharsets.UTF_8);
  }

  private @Nullable BigDecimal asBigDecimal(Mask mask, int column) throws SQLException {
    Object value = masked(mask, column);
    return value == null ? null : decimal(value, column);
  }

  private boolean asBoolean(Mask mask, int column) throws SQLException {
    Object value = masked(mask, column);
    if (value == null) {
      return false;
    }
    if (value instanceof Boolean truth) {
      return truth;
    }
    return value instanceof Number number && number.doubleValue() != 0;
  }

  private double asNumber(Mask mask, int column) throws SQLException {
    BigDecimal value = asBigDecimal(mask, column);
    return value == null ? 0 : value.doubleValue();
  }

  private byte asByte(Mask mask, int column) throws SQLException {
    return (byte) asWhole(mask, column, Byte.MIN_VALUE, Byte.MAX_VALUE);
  }

  private short asShort(Mask mask, int column) throws SQLException {
    return (short) asWhole(mask, column, Short.MIN_VALUE, Short.MAX_VALUE);
  }

  private int asInt(Mask mask, int column) throws SQLException {
    return (int) asWhole(mask, column, Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  private long asLong(Mask mask, int column) throws SQLException {
    return asWhole(mask, column, Long.MIN_VALUE, Long.MAX_VALUE);
  }

  private long asWhole(Mask mask, int column, long least, long most) throws SQLException {
    Object value = masked(mask, column);
    if (value == null) {
      return 0;
    }
    if (value instanceof Boolean truth) {
      return truth ? 1 : 0;
    }
    BigDecimal number = decimal(value, column);
    if (number.compareTo(BigDecimal.valueOf(least)) < 0
        || number.compareTo(BigDecimal.valueOf(most)) > 0) {
      throw new SQLDataException(
          "the masked value of column " + column + " is not between " + least + " and " + most,
          "22003");
    }
    return number.longValue();
  }

  private static BigDecimal decimal(Object value, int column) throws SQLException {
    if (value instanceof BigDecimal number) {
      return number;
    }
    if (value instanceof Integer || value instanceof Long) {
      return BigDecimal.valueOf(((Number) value).longValue());
    }
    try {
      return new BigDecimal(value.toString().trim());
    } catch (NumberFormatException notANumber) {
      throw new SQLDataException(
          "the masked value of column " + column + " is not a number", "22018");
    }
  }

  private float asFloat(Mask mask, int column) throws SQLException {
    return (float) asNumber(mask, column);
  }

  private double asDouble(Mask mask, int column) throws SQLException {
    return asNumber(mask, column);
  }

  private @Nullable Date asDate(Mask mask, int column) throws SQLException {
    return asTemporal(mask, column, Date.class, delegate::getDate);
  }

  private @Nullable Time asTime(Mask mask, int column) throws SQLException {
    return asTemporal(mask, column, Time.class, delegate::getTime);
  }

  private @Nullable Timestamp asTimestamp(Mask mask, int column) throws SQLException {
    return asTemporal(mask, column, Timestamp.class, delegate::getTimestamp);
  }

  private <T> @Nullable T asTemporal(Mask mask, int column, Class<T> type, Getter<T> getter)
      throws SQLException {
    Object value = masked(mask, column);
    if (value == null || type.isInstance(value)) {
      return type.cast(value);
    }
    return converted(mask, column, type, value, getter);
  }

  /** Lets the driver convert the clear value, and masks what comes of it. */
  private <T> @Nullable T converted(
      Mask mask, int column, Class<T> type, Object masked, Getter<T> getter) throws SQLException {
    if (masked instanceof String) {
      throw notConvertible(column, type);
    }
    if (mask instanceof BlindMask blind) {
      Object shown = blind.shown(type.getName());
      if (type.isInstance(shown) && shown != null && sameKind(masked, shown)) {
        return type.cast(shown);
      }
      throw notConvertible(column, type);
    }
    T typed;
    try {
      typed = getter.get(column);
    } catch (SQLException | RuntimeException quotesTheValue) {
      throw notConvertible(column, type);
    }
    Object shown = typed == null ? null : typedShown(mask, typed);
    lastWasNull = shown == null;
    if (shown == null || type.isInstance(shown)) {
      return type.cast(shown);
    }
    throw notConvertible(column, type);
  }

  private static boolean sameKind(Object one, Object other) {
    return (one instanceof Number && other instanceof Number) || (isTime(one) && isTime(other));
  }

  private static boolean isTime(Object value) {
    return value instanceof java.util.Date || value instanceof Temporal;
  }

  private static SQLException notConvertible(int column, Class<?> type) {
    return new SQLDataException(
        "the masked value of column " + column + " cannot be read as " + type.getName(), "22018");
  }

  private static SQLException refused(int column, String way) {
    return Refusals.closed(
        "column " + column + " is masked and cannot be read by " + way,
        "Read it with getString or getObject.");
  }

  private static SQLException readOnly(String way) {
    return Refusals.closed(
        way + " is refused: the result set has masked columns",
        "Use an UPDATE, INSERT or DELETE statement.");
  }

  @FunctionalInterface
  private interface Getter<T> {
    @Nullable T get(int column) throws SQLException;
  }
}
