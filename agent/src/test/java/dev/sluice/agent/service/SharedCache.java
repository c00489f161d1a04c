package dev.sluice.agent.service;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.hibernate.boot.spi.SessionFactoryOptions;
import org.hibernate.cache.cfg.spi.DomainDataRegionBuildingContext;
import org.hibernate.cache.cfg.spi.DomainDataRegionConfig;
import org.hibernate.cache.cfg.spi.EntityDataCachingConfig;
import org.hibernate.cache.cfg.spi.NaturalIdDataCachingConfig;
import org.hibernate.cache.spi.CacheKeysFactory;
import org.hibernate.cache.spi.DomainDataRegion;
import org.hibernate.cache.spi.RegionFactory;
import org.hibernate.cache.spi.access.EntityDataAccess;
import org.hibernate.cache.spi.access.NaturalIdDataAccess;
import org.hibernate.cache.spi.support.DomainDataRegionTemplate;
import org.hibernate.cache.spi.support.DomainDataStorageAccess;
import org.hibernate.cache.spi.support.EntityTransactionalAccess;
import org.hibernate.cache.spi.support.NaturalIdTransactionalAccess;
import org.hibernate.cache.spi.support.RegionFactoryTemplate;
import org.hibernate.cache.spi.support.StorageAccess;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;

/** A second-level cache in memory: Hibernate's own regions and strategies, over maps. */
public final class SharedCache extends RegionFactoryTemplate {
  private static final long serialVersionUID = 1;

  @Override
  public DomainDataRegion buildDomainDataRegion(
      DomainDataRegionConfig config, DomainDataRegionBuildingContext context) {
    return new Region(
        config,
        this,
        createDomainDataStorageAccess(config, context),
        getImplicitCacheKeysFactory(),
        context);
  }

  @Override
  protected DomainDataStorageAccess createDomainDataStorageAccess(
      DomainDataRegionConfig config, DomainDataRegionBuildingContext context) {
    return new Storage();
  }

  @Override
  protected StorageAccess createQueryResultsRegionStorageAccess(
      String region, SessionFactoryImplementor factory) {
    return new Storage();
  }

  @Override
  protected StorageAccess createTimestampsRegionStorageAccess(
      String region, SessionFactoryImplementor factory) {
    return new Storage();
  }

  @Override
  protected void prepareForUse(SessionFactoryOptions options, Map<String, Object> settings) {}

  @Override
  protected void releaseFromUse() {}

  /** A region that has transactional strategies as well. */
  private static final class Region extends DomainDataRegionTemplate {
    Region(
        DomainDataRegionConfig config,
        RegionFactory factory,
        DomainDataStorageAccess storage,
        CacheKeysFactory keys,
        DomainDataRegionBuildingContext context) {
      super(config, factory, storage, keys, context);
    }

    @Override
    protected EntityDataAccess generateTransactionalEntityDataAccess(
        EntityDataCachingConfig config) {
      return new EntityTransactionalAccess(
          this, getEffectiveKeysFactory(), getCacheStorageAccess(), config);
    }

    @Override
    protected NaturalIdDataAccess generateTransactionalNaturalIdDataAccess(
        NaturalIdDataCachingConfig config) {
      return new NaturalIdTransactionalAccess(
          this, getEffectiveKeysFactory(), getCacheStorageAccess(), config);
    }
  }

  /** The content of a region. */
  private static final class Storage implements DomainDataStorageAccess {
    private final Map<Object, Object> content = new ConcurrentHashMap<>();

    @Override
    public @Nullable Object getFromCache(Object key, SharedSessionContractImplementor session) {
      return content.get(key);
    }

    @Override
    public void putIntoCache(Object key, Object value, SharedSessionContractImplementor session) {
      content.put(key, value);
    }

    @Override
    public boolean contains(Object key) {
      return content.containsKey(key);
    }

    @Override
    public void evictData() {
      content.clear();
    }

    @Override
    public void evictData(Object key) {
      content.remove(key);
    }

    @Override
    public void release() {
      content.clear();
    }
  }
}
