package dev.sluice.agent.service;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.apache.ibatis.annotations.Delete;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.ResultType;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.SelectKey;
import org.apache.ibatis.annotations.Update;
import org.apache.ibatis.datasource.unpooled.UnpooledDataSource;
import org.apache.ibatis.mapping.Environment;
import org.apache.ibatis.session.Configuration;
import org.apache.ibatis.session.ExecutorType;
import org.apache.ibatis.session.ResultHandler;
import org.apache.ibatis.session.SqlSession;
import org.apache.ibatis.session.SqlSessionFactory;
import org.apache.ibatis.session.SqlSessionFactoryBuilder;
import org.apache.ibatis.transaction.jdbc.JdbcTransactionFactory;

/** A service with MyBatis; for services that have it on their class path. */
public final class Mappers {
  private Mappers() {}

  /** Statements of the table {@code tools}. */
  public interface ToolMapper {
    @Select("SELECT name FROM tools ORDER BY id")
    List<String> names();

    @Select("SELECT name FROM tools")
    @ResultType(String.class)
    void each(ResultHandler<String> handler);

    @Insert("INSERT INTO tools VALUES (#{id}, #{name})")
    int add(@Param("id") int id, @Param("name") String name);

    @Insert("INSERT INTO tools VALUES (#{id}, 'numbered')")
    @SelectKey(
        statement = "SELECT coalesce(max(id), 0) + 1 FROM tools",
        keyProperty = "id",
        before = true,
        resultType = int.class)
    int number(Map<String, Object> row);

    @Update("UPDATE tools SET name = #{name}")
    int renameAll(@Param("name") String name);

    @Delete("DELETE FROM tools")
    int clear();
  }

  /** Uses each kind of statement, and one that fails, with a statement by hand in between. */
  public static Task simple(String url) {
    return connection -> {
      Marks.begin(connection, "CREATE TABLE IF NOT EXISTS tools (id INT, name VARCHAR(20))");
      try (SqlSession session = factory(url).openSession(ExecutorType.SIMPLE)) {
        ToolMapper mapper = session.getMapper(ToolMapper.class);
        mapper.add(1, "axe");
        mapper.names();
        mapper.each(row -> lookUp(connection));
        mapper.number(new java.util.HashMap<>(Map.of("id", 0)));
        mapper.renameAll("saw");
        mapper.clear();
        try {
          mapper.add(2, "longer than any name of a tool");
        } catch (RuntimeException expected) {
          lookUp(connection);
        }
      }
      Marks.end(connection);
      return Report.noted(Map.of());
    };
  }

  /** Fills two batches in turn, which are sent at the end. */
  public static Task batch(String url) {
    return connection -> {
      Marks.begin(connection, "CREATE TABLE IF NOT EXISTS tools (id INT, name VARCHAR(20))");
      try (SqlSession session = factory(url).openSession(ExecutorType.BATCH)) {
        ToolMapper mapper = session.getMapper(ToolMapper.class);
        mapper.add(1, "axe");
        mapper.add(2, "saw");
        mapper.renameAll("drill");
        session.flushStatements();
      }
      Marks.end(connection);
      return Report.noted(Map.of());
    };
  }

  private static void lookUp(Connection connection) {
    try (Statement statement = connection.createStatement()) {
      statement.executeQuery("SELECT 1 AS by_hand").close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SqlSessionFactory factory(String url) {
    Configuration configuration =
        new Configuration(
            new Environment(
                "test",
                new JdbcTransactionFactory(),
                new UnpooledDataSource(org.h2.Driver.class.getName(), url, null, null)));
    configuration.addMapper(ToolMapper.class);
    return new SqlSessionFactoryBuilder().build(configuration);
  }
}
