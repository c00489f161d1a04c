package dev.sluice.agent.service;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** What comes of statements that another thread cancels. For MariaDB and MySQL. */
public final class Cancelled {
  private static final String LONGEST_WAIT = "10";

  private Cancelled() {}

  /**
   * Cancels a statement whose driver can make no second connection to do it. The statement waits
   * for a lock that is let go after the cancel has failed; it gives up if that takes too long.
   */
  public static Task inVain() {
    return connection -> {
      String url = connection.getMetaData().getURL();
      try (OneConnection relay = OneConnection.to(URI.create(url.substring("jdbc:".length())));
          Connection only = DriverManager.getConnection(relay.throughIt(url));
          Statement holder = connection.createStatement();
          Statement waiting = only.createStatement()) {
        relay.close();
        one(holder, "SELECT GET_LOCK('cancel', 0)");
        FutureTask<String> query =
            new FutureTask<>(() -> one(waiting, "SELECT GET_LOCK('cancel', " + LONGEST_WAIT + ")"));
        new Thread(query, "waiting").start();
        String cancel = "passed";
        while (cancel.equals("passed") && !query.isDone()) {
          try {
            waiting.cancel();
          } catch (SQLException thrown) {
            cancel = "failed";
          }
        }
        one(holder, "SELECT RELEASE_LOCK('cancel')");
        return Report.noted(
            Map.of("cancel", cancel, "statement", query.get().equals("1") ? "ran on" : "gave up"));
      } catch (IOException | ExecutionException | InterruptedException problem) {
        throw new SQLException(problem);
      }
    };
  }

  private static String one(Statement statement, String sql) throws SQLException {
    try (ResultSet results = statement.executeQuery(sql)) {
      results.next();
      return String.valueOf(results.getString(1));
    }
  }

  /** Passes one TCP connection on to a server, and refuses others once it is closed. */
  private static final class OneConnection implements AutoCloseable {
    private final ServerSocket listener;
    private final URI server;

    private OneConnection(ServerSocket listener, URI server) {
      this.listener = listener;
      this.server = server;
    }

    static OneConnection to(URI server) throws IOException {
      OneConnection relay =
          new OneConnection(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()), server);
      start(relay::accept);
      return relay;
    }

    String throughIt(String url) {
      return url.replace(":" + server.getPort() + "/", ":" + listener.getLocalPort() + "/");
    }

    @SuppressWarnings("AddressSelection") // the tests' servers listen on one address
    private void accept() throws IOException {
      Socket client = listener.accept();
      Socket onwards = new Socket(server.getHost(), server.getPort());
      start(() -> copy(client, onwards));
      start(() -> copy(onwards, client));
    }

    private static void copy(Socket from, Socket to) throws IOException {
      try (from;
          to) {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        in.transferTo(out);
      }
    }

    private static void start(Step step) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  step.run();
                } catch (IOException closed) {
                  return; // by one of its ends
                }
              },
              "relay");
      thread.setDaemon(true);
      thread.start();
    }

    @Override
    public void close() {
      try {
        listener.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private interface Step {
      void run() throws IOException;
    }
  }
}
