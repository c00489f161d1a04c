package dev.sluice.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.policy.Database;
import dev.sluice.sql.Dialect;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JdbcUrlTest {
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "jdbc:postgresql://db.example:6432/crm?ssl=true, POSTGRESQL, db.example, 6432, crm, app",
        "jdbc:postgresql://db.example/crm, POSTGRESQL, db.example, 5432, crm, app",
        "jdbc:postgresql:crm, POSTGRESQL, localhost, 5432, crm, app",
        "jdbc:postgresql:///crm, POSTGRESQL, localhost, 5432, crm, app",
        "'jdbc:postgresql://a:1,b:2/crm', POSTGRESQL, a, 1, crm, app",
        "jdbc:postgresql://[::1]:5433/crm, POSTGRESQL, [::1], 5433, crm, app",
        "jdbc:postgresql://[::1]/crm, POSTGRESQL, [::1], 5432, crm, app",
        "jdbc:mariadb://db/shop, MARIADB, db, 3306, shop, app",
        "jdbc:mariadb:replication://db:3307/shop?x=y, MARIADB, db, 3307, shop, app",
        "jdbc:mysql://db:3308/shop, MYSQL, db, 3308, shop, app",
        "jdbc:mysql:loadbalance://address=(host=db)(port=3309)/shop, MYSQL, db, 3309, shop, app",
        "jdbc:h2:mem:test;DB_CLOSE_DELAY=-1, H2, '', -1, test, app",
        "jdbc:h2:file:~/data/shop, H2, '', -1, shop, app",
        "jdbc:h2:~/data/shop;MODE=MySQL, H2, '', -1, shop, app",
        "jdbc:h2:tcp://db:9093/shop, H2, db, 9093, shop, app",
        "jdbc:h2:tcp://db/mem:shop;MODE=MySQL, H2, db, 9092, shop, app",
        "jdbc:h2:ssl://db/~/data/shop, H2, db, 9092, shop, app",
        "jdbc:oracle:thin:@//db:1522/shop, ORACLE, db, 1522, shop, app",
        "jdbc:oracle:thin:@db/shop, ORACLE, db, 1521, shop, app",
        "jdbc:oracle:thin:@db:1522:XE, ORACLE, db, 1522, XE, app",
        "jdbc:oracle:thin:kim/secret@tcps://db:1523/shop?x=y, ORACLE, db, 1523, shop, app",
        "jdbc:oracle:thin:@shop_high, ORACLE, '', -1, shop_high, app",
        "'jdbc:oracle:thin:@(DESCRIPTION=(ADDRESS=(PROTOCOL=tcp)(HOST=db)(PORT=1524))"
            + "(CONNECT_DATA=(SERVICE_NAME=shop)))', ORACLE, db, 1524, shop, app",
        "jdbc:sqlserver://db:1434;databaseName=shop;encrypt=true, SQLSERVER, db, 1434, shop, app",
        "jdbc:sqlserver://db\\main;database=shop, SQLSERVER, db, 1433, shop, app",
        "jdbc:sqlserver://;serverName=db;databaseName=shop, SQLSERVER, db, 1433, shop, app",
        "jdbc:sqlserver://db, SQLSERVER, db, 1433, '', app",
        "jdbc:db2://db:50000/shop, ANSI, '', -1, '', app",
        "-, ANSI, '', -1, '', app",
      })
  void aUrlSaysWhereItLeads(
      String url, Dialect dialect, String host, int port, String name, String user) {
    assertThat(JdbcUrl.parse(url, user)).isEqualTo(new Database(dialect, host, port, name, user));
  }

  @ParameterizedTest
  @CsvSource({
    "jdbc:postgresql://db/crm?user=kim&ssl=true, kim",
    "jdbc:mysql://db/crm?x=1&user=lee, lee",
    "jdbc:oracle:thin:ann/secret@//db/crm, ann",
    "jdbc:sqlserver://db;user=bob;databaseName=crm, bob",
  })
  void theUserMayStandInTheUrl(String url, String user) {
    assertThat(JdbcUrl.parse(url, "").user()).isEqualTo(user);
    assertThat(JdbcUrl.parse(url, "given").user()).isEqualTo("given");
  }
}
