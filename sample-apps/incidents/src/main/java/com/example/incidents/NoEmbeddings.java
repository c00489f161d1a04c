package com.example.incidents;

import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.ai.embedding.EmbeddingResponse;

/** For a store from which documents are only removed. */
final class NoEmbeddings implements EmbeddingModel {
  private static final int DIMENSIONS = 3;

  @Override
  public EmbeddingResponse call(EmbeddingRequest request) {
    throw new UnsupportedOperationException("nothing is embedded here");
  }

  @Override
  public float[] embed(Document document) {
    throw new UnsupportedOperationException("nothing is embedded here");
  }

  @Override
  public int dimensions() {
    return DIMENSIONS;
  }
}
