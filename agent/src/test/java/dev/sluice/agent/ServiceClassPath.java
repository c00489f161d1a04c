package dev.sluice.agent;

import com.zaxxer.hikari.HikariDataSource;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.service.tool.ToolExecutor;
import dev.sluice.agent.service.Ways;
import dev.sluice.testing.ForkedJvm;
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
}
