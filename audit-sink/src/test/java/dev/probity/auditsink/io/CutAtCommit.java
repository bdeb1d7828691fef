// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;

/** A connection that is cut at its commit, either just before the server hears it or just after. */
final class CutAtCommit {
  private CutAtCommit() {}

  /** What the server has done when the line goes dead. */
  enum Moment {
    BEFORE,
    AFTER
  }

  /** Wraps a connection whose commits work {@code sound} times. */
  static Connection wrap(Connection real, Moment moment, int sound) {
    int[] left = {sound};
    return (Connection)
        Proxy.newProxyInstance(
            CutAtCommit.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("commit") && left[0]-- == 0) {
                if (moment == Moment.AFTER) {
                  real.commit();
                }
                real.abort(Runnable::run);
                throw new SQLException("scripted cut", "08006");
              }
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
