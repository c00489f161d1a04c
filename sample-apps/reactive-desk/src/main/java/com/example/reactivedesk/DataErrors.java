package com.example.reactivedesk;

import org.springframework.dao.PermissionDeniedDataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** What a client is told of the database's errors. */
@RestControllerAdvice
class DataErrors {
  /** The database says who may do what, and people who may not are told so. */
  @ExceptionHandler
  ProblemDetail denied(PermissionDeniedDataAccessException denied) {
    return ProblemDetail.forStatusAndDetail(
        HttpStatus.FORBIDDEN, String.valueOf(denied.getMostSpecificCause().getMessage()));
  }
}
