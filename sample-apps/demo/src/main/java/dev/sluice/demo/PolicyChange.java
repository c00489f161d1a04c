package dev.sluice.demo;

/** What happens to the published policy before a request is sent, while the service runs. */
enum PolicyChange {
  /** Nothing. */
  NONE,
  /** Two people sign and publish a stricter one. */
  RELEASE,
  /** A thief of one key signs the old one anew and puts it on the server. */
  FORGERY
}
