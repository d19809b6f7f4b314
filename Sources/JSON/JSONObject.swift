/// The members of a JSON object in the order of the text. If a name occurs twice, the last value counts.
package struct JSONObject: Sendable {
  /// A name and its value.
  package struct Member: Sendable, Equatable {
    package var name: String
    package var value: JSON

    package init(_ name: String, _ value: JSON) {
      self.name = name
      self.value = value
    }
  }

  /// The members in order; their names are unique.
  package private(set) var members: [Member] = []
  /// The index of each name, once there are many. Searching the members for every name would take hours for a file of a
  /// few megabytes.
  private var places: [String: Int] = [:]
  private static let few = 16

  package init() {}

  package init(_ members: [Member]) {
    self.members.reserveCapacity(members.count)
    for member in members { self[member.name] = member.value }
  }

  package var names: [String] { members.map(\.name) }
  package var isEmpty: Bool { members.isEmpty }

  /// The value of the member `name`; setting nil removes the member.
  package subscript(name: String) -> JSON? {
    get { place(of: name).map { members[$0].value } }
    set {
      switch (place(of: name), newValue) {
      case (let place?, let value?): members[place].value = value
      case (let place?, nil):
        members.remove(at: place)
        notePlaces()
      case (nil, let value?):
        members.append(Member(name, value))
        if members.count == Self.few + 1 { notePlaces() }
        if members.count > Self.few { places[name] = members.count - 1 }
      case (nil, nil): break
      }
    }
  }

  private func place(of name: String) -> Int? {
    members.count > Self.few ? places[name] : members.firstIndex { $0.name == name }
  }

  private mutating func notePlaces() {
    places.removeAll()
    guard members.count > Self.few else { return }
    for (place, member) in members.enumerated() { places[member.name] = place }
  }
}

extension JSONObject: Equatable {
  /// The order of the members does not matter.
  package static func == (left: Self, right: Self) -> Bool {
    left.members.count == right.members.count
      && left.members.allSatisfy { right[$0.name] == $0.value }
  }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
  package init(dictionaryLiteral elements: (String, JSON)...) {
    self.init(elements.map { Member($0.0, $0.1) })
  }
}
