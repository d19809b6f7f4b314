import JSON
import TestSupport

/// Shapes of an incremental stream's state that other versions and connectors have written, and that mean no more than the
/// state that they are made from.
enum StateShape: CaseIterable {
  /// The connector's own.
  case own
  /// One cursor for all accounts, and no list of them.
  case shared
  /// One cursor for all accounts, beside an empty list.
  case sharedBesideEmptyList
  /// Only the cursor.
  case cursorAlone
  /// The oldest one, with the cursor in `dimensions`.
  case dimensions
  /// Two partitions for each account, as Airbyte has them for each way to buy ads; one of them is ahead.
  case doubled
  /// A list without some of its accounts, which the common cursor covers.
  case sharedBesideList

  /// A state in this shape.
  /// - Parameters:
  ///   - state: in the connector's own shape.
  ///   - field: the name of the cursor.
  /// - Returns: nil where the state cannot be told in this shape.
  func state(from state: JSON, cursor field: String) -> JSON? {
    guard let states = state["states"]?.array, !states.isEmpty else { return nil }
    // It is there once all accounts have a cursor, and is the least of them.
    let least = state["state"]?[field]
    switch self {
    case .own: return state
    case .shared:
      return least.map { ["use_global_cursor": true, "state": .object([field: $0]), "lookback_window": 0] }
    case .sharedBesideEmptyList:
      return least.map { ["use_global_cursor": true, "states": [], "state": .object([field: $0])] }
    case .cursorAlone: return least.map { .object([field: $0]) }
    case .dimensions: return least.map { ["dimensions": .object([field: $0])] }
    case .doubled:
      // A cursor far ahead of all others: the account's other one counts.
      let ahead = states.map { element -> JSON in
        ["partition": element["partition"] ?? .null, "cursor": .object([field: "2026-12-31"])]
      }
      return state.replacing("states", with: .array(ahead + states))
    case .sharedBesideList:
      guard let least else { return nil }
      return ["use_global_cursor": true, "states": .array([states[0]]), "state": .object([field: least])]
    }
  }

  /// How far each account is read by a state in this shape, by its id, where `cursors` is that of the own shape and `state`
  /// the state in it.
  func cursors(from cursors: [String: String], of state: JSON) -> [String: String] {
    let least = cursors.values.min() ?? ""
    switch self {
    case .own, .doubled: return cursors
    case .shared, .sharedBesideEmptyList, .cursorAlone, .dimensions: return cursors.mapValues { _ in least }
    case .sharedBesideList:
      let listed = state["states"]?.array?.first?["partition"]?["advertiser_id"]?.string
      return Dictionary(
        cursors.map { ($0, $0 == listed ? $1 : least) }, uniquingKeysWith: { first, _ in first })
    }
  }
}

extension JSON {
  /// A state of a full refresh as if it had been written days before, or after, it was: its rows must not be mixed with
  /// today's.
  func ofAnotherTime(_ random: inout Seeded) -> JSON {
    let refresh = self["stream"]?["stream_state"]?["full_refresh"]
    guard let text = refresh?["as_of"]?.string, let day = Day(text) else { return self }
    let other = day.advanced(by: random.oneIn(2) ? 60 : -60).text + text.dropFirst(10)
    let state = (self["stream"]?["stream_state"] ?? .null)
      .replacing("full_refresh", with: (refresh ?? .null).replacing("as_of", with: .string(other)))
    return replacing("stream", with: (self["stream"] ?? .null).replacing("stream_state", with: state))
  }

  /// The object with another value of a member.
  func replacing(_ name: String, with value: JSON) -> JSON {
    var object = object ?? [:]
    object[name] = value
    return .object(object)
  }
}
