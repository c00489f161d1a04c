package dev.sluice.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.gate.Failures;
import dev.sluice.mask.Mask;
import dev.sluice.mask.Redact;
import dev.sluice.policy.MaskPlan;
import dev.sluice.sql.ColumnName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.ref.WeakReference;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MaskedResultSetsTest {
  private final Failures failures = new Failures(new PrintStream(new ByteArrayOutputStream()));
  private final MaskedResultSets masked = new MaskedResultSets(failures);

  /** What a vendor may add. */
  public interface VendorRows extends ResultSet {
    String secretOf(int row) throws SQLException;

    int secretCount();

    default String secretText() throws SQLException {
      return "secret";
    }
  }

  /** Stands for a driver's result set. */
  private static ResultSet results(Class<?>... interfaces) {
    InvocationHandler handler =
        (proxy, method, arguments) ->
            switch (method.getName()) {
              case "getObject", "getString" -> "secret";
              case "next" -> true;
              default -> throw new AssertionError(method);
            };
    return (ResultSet)
        Proxy.newProxyInstance(MaskedResultSetsTest.class.getClassLoader(), interfaces, handler);
  }

  @Test
  void canBeCastToWhatTheDriversOwnCanBe() throws SQLException {
    ResultSet shown =
        masked.over(results(VendorRows.class), new FirstColumn(), WatchedColumns.NONE);

    assertThat(shown).isInstanceOf(VendorRows.class).isInstanceOf(MaskedResultSet.class);
    assertThat(shown.next()).isTrue();
    assertThat(shown.getObject(1)).isEqualTo("[redacted]");
    assertThat(shown.getObject(2)).isEqualTo("secret");
    assertThat(failures.counts()).isEmpty();
  }

  @Test
  void whatAnInterfaceAddsIsRefused() {
    VendorRows shown =
        (VendorRows) masked.over(results(VendorRows.class), new FirstColumn(), WatchedColumns.NONE);

    assertThatThrownBy(() -> shown.secretOf(1))
        .isInstanceOfSatisfying(
            SQLException.class, refusal -> assertThat(refusal.getSQLState()).isEqualTo("42501"))
        .hasMessageStartingWith("Sluice: secretOf is refused");
    assertThatThrownBy(shown::secretText).isInstanceOf(SQLException.class);
    assertThatThrownBy(shown::secretCount)
        .isInstanceOf(UnsupportedOperationException.class)
        .hasCauseInstanceOf(SQLException.class);
  }

  @Test
  void makesOneClassForEachOfTheDriver() {
    ResultSet one = masked.over(results(VendorRows.class), new FirstColumn(), WatchedColumns.NONE);
    ResultSet other =
        masked.over(results(VendorRows.class), new FirstColumn(), WatchedColumns.NONE);

    assertThat(one.getClass()).isSameAs(other.getClass()).isNotEqualTo(MaskedResultSet.class);
  }

  @Test
  void aDriverWithoutInterfacesOfItsOwnNeedsNoClass() {
    assertThat(
            masked
                .over(results(ResultSet.class), new FirstColumn(), WatchedColumns.NONE)
                .getClass())
        .isEqualTo(MaskedResultSet.class);
  }

  @Test
  void doesNotKeepADriverAlive() throws Exception {
    WeakReference<ClassLoader> driver = useADriverOfItsOwnLoader();

    for (int attempt = 0; attempt < 100 && driver.get() != null; attempt++) {
      System.gc();
      Thread.sleep(20);
    }

    assertThat(driver.get()).isNull();
  }

  private WeakReference<ClassLoader> useADriverOfItsOwnLoader() throws Exception {
    OwnCopy loader = new OwnCopy(VendorRows.class.getName());
    Class<?> vendorRows = Class.forName(VendorRows.class.getName(), true, loader);
    ResultSet raw =
        (ResultSet)
            Proxy.newProxyInstance(
                loader, new Class<?>[] {vendorRows}, (proxy, method, arguments) -> null);
    ResultSet shown = masked.over(raw, new FirstColumn(), WatchedColumns.NONE);
    assertThat(shown).isInstanceOf(vendorRows).isNotInstanceOf(VendorRows.class);
    return new WeakReference<>(loader);
  }

  /** Defines one class itself, as the class loader of an application does with its driver's. */
  private static final class OwnCopy extends ClassLoader {
    private final String own;

    OwnCopy(String own) {
      super(MaskedResultSetsTest.class.getClassLoader());
      this.own = own;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.equals(own)) {
        return super.loadClass(name, resolve);
      }
      Class<?> loaded = findLoadedClass(name);
      if (loaded != null) {
        return loaded;
      }
      try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
        byte[] bytes = Objects.requireNonNull(in).readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }

  private static final class FirstColumn implements MaskPlan {
    @Override
    public boolean isEmpty() {
      return false;
    }

    @Override
    public @Nullable Mask column(int index) {
      return index == 1 ? Redact.INSTANCE : null;
    }

    @Override
    public int columns() {
      return -1;
    }

    @Override
    public @Nullable Mask baseColumn(ColumnName column) {
      return null;
    }
  }
}
