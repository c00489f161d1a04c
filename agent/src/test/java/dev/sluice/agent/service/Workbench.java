package dev.sluice.agent.service;

import com.zaxxer.hikari.HikariDataSource;
import java.io.EOFException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A service that takes its orders over a socket and reports what it saw. The one argument is the
 * port to ask for orders; it ends when there are no more.
 */
public final class Workbench {
  private final Map<String, Connection> connections = new HashMap<>();
  private final Map<String, HikariDataSource> pools = new HashMap<>();

  private Workbench() {}

  public static void main(String[] arguments) throws Exception {
    try (Socket socket =
            new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0]));
        ObjectOutputStream out = new ObjectOutputStream(socket.getOutputStream());
        ObjectInputStream in = new ObjectInputStream(socket.getInputStream())) {
      socket.setTcpNoDelay(true);
      Workbench workbench = new Workbench();
      while (true) {
        out.writeObject(workbench.carryOut((Order) in.readObject()));
        out.flush();
      }
    } catch (EOFException noMoreOrders) {
      System.out.println("END");
    }
  }

  private Report carryOut(Order order) {
    try {
      if (!order.pooled()) {
        return order.task().run(connection(order.url()));
      }
      try (Connection connection = pool(order.url()).getConnection()) {
        return order.task().run(connection);
      }
    } catch (Throwable thrown) {
      return Report.failed(List.of(Report.Failure.of(thrown)));
    }
  }

  private Connection connection(String url) throws SQLException {
    Connection connection = connections.get(url);
    if (connection == null) {
      connection = DriverManager.getConnection(url);
      connections.put(url, connection);
    }
    return connection;
  }

  private HikariDataSource pool(String url) {
    return pools.computeIfAbsent(
        url,
        key -> {
          HikariDataSource pool = new HikariDataSource();
          pool.setJdbcUrl(key);
          pool.setMaximumPoolSize(1);
          return pool;
        });
  }
}
