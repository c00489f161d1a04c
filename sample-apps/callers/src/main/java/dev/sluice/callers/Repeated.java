package dev.sluice.callers;

import java.util.List;

/**
 * A statement that several people have a service do, each as often as the others, and whose text is
 * the same for all of them.
 *
 * @param part of its text, which no other statement has
 * @param times how often each of them has it done
 */
record Repeated(String service, String part, List<Person> people, String source, int times) {}
