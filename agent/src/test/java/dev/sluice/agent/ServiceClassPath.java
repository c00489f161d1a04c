package dev.sluice.agent;

import com.zaxxer.hikari.HikariDataSource;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.service.tool.ToolExecutor;
import dev.sluice.agent.service.Ways;
import dev.sluice.testing.ForkedJvm;
import java.io.File;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.commons.dbcp2.BasicDataSource;
import org.apache.commons.logging.LogFactory;
import org.apache.commons.pool2.ObjectPool;
import org.slf4j.LoggerFactory;
import org.slf4j.nop.NOPServiceProvider;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.util.Assert;

/** What the test services need, and nothing of Sluice. */
final class ServiceClassPath {
  private ServiceClassPath() {}

  /** Adds the test services, all drivers, all pools, and what tells who is calling. */
  static ForkedJvm.Builder on(ForkedJvm.Builder builder) {
    return builder.classPathOf(
        Ways.class,
        org.h2.Driver.class,
        org.postgresql.Driver.class,
        org.mariadb.jdbc.Driver.class,
        com.mysql.cj.jdbc.Driver.class,
        HikariDataSource.class,
        LoggerFactory.class,
        NOPServiceProvider.class,
        BasicDataSource.class,
        ObjectPool.class,
        LogFactory.class,
        org.apache.tomcat.jdbc.pool.DataSource.class,
        org.apache.juli.logging.LogFactory.class,
        ToolExecutor.class,
        ToolExecutionRequest.class,
        SecurityContextHolder.class,
        Assert.class);
  }

  /** Adds pools that are not the JDK's, event loops and Kotlin's coroutines. */
  static ForkedJvm.Builder loopsAndCoroutines(ForkedJvm.Builder builder) {
    return builder.classPath(
        jars(
            "org/apache/tomcat/embed/",
            "org/jboss/",
            "io/smallrye/",
            "org/wildfly/",
            "io/netty/",
            "io/vertx/",
            "com/fasterxml/",
            "org/jetbrains/"));
  }

  /** Adds Spring AI and the MCP Java SDK, and all that they bring along. */
  static ForkedJvm.Builder ai(ForkedJvm.Builder builder) {
    return builder.classPath(
        jars(
            "org/springframework/",
            "io/modelcontextprotocol/",
            "io/micrometer/",
            "io/projectreactor/",
            "org/reactivestreams/",
            "com/github/victools/",
            "com/fasterxml/",
            "tools/jackson/",
            "io/swagger/",
            "com/knuddels/",
            "org/antlr/"));
  }

  /** The test services on Tomcat, and H2. */
  static ForkedJvm.Builder servlets(ForkedJvm.Builder builder) {
    return builder
        .classPathOf(Ways.class, org.h2.Driver.class)
        .classPath(jars("org/apache/tomcat/embed/", "org/apache/tomcat/tomcat-annotations-api/"));
  }

  /** The jars of this test's own class path that come from these folders of the repository. */
  private static Path[] jars(String... groups) {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(
            entry ->
                Stream.of(groups)
                    .anyMatch(
                        group -> entry.replace(File.separatorChar, '/').contains("/" + group)))
        .map(Path::of)
        .toArray(Path[]::new);
  }
}
