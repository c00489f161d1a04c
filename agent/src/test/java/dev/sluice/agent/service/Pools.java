package dev.sluice.agent.service;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import javax.sql.PooledConnection;
import org.apache.commons.dbcp2.BasicDataSource;
import org.mariadb.jdbc.MariaDbPoolDataSource;
import org.postgresql.ds.PGConnectionPoolDataSource;

/** Pools of one connection each, by name and URL. */
final class Pools {
  private static final Map<String, Pool> OPEN = new HashMap<>();

  private Pools() {}

  private interface Pool {
    Connection connect() throws SQLException;
  }

  /** Takes the connection of a pool, which is made when it is first asked for. */
  static synchronized Connection connect(String name, String url) throws SQLException {
    String key = name + " " + url;
    Pool pool = OPEN.get(key);
    if (pool == null) {
      pool = create(name, url);
      OPEN.put(key, pool);
    }
    return pool.connect();
  }

  private static Pool create(String name, String url) throws SQLException {
    switch (name) {
      case "hikari" -> {
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(url);
        pool.setMaximumPoolSize(1);
        return pool::getConnection;
      }
      case "dbcp2" -> {
        BasicDataSource pool = new BasicDataSource();
        pool.setUrl(url);
        return pool::getConnection;
      }
      case "tomcat" -> {
        org.apache.tomcat.jdbc.pool.DataSource pool = new org.apache.tomcat.jdbc.pool.DataSource();
        pool.setUrl(url);
        pool.setDriverClassName(DriverManager.getDriver(url).getClass().getName());
        pool.setInitialSize(1);
        return pool::getConnection;
      }
      case "postgresql" -> {
        PGConnectionPoolDataSource source = new PGConnectionPoolDataSource();
        source.setUrl(url);
        PooledConnection pooled = source.getPooledConnection();
        return pooled::getConnection;
      }
      case "mariadb" -> {
        return new MariaDbPoolDataSource(url + "&maxPoolSize=1")::getConnection;
      }
      default -> throw new IllegalArgumentException(name);
    }
  }
}
