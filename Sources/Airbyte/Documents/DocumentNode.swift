import Connector
import JSON

/// A value in a document with its path, so that an error can name the place.
struct DocumentNode: Sendable {
  /// As in `streams[3].sync_mode`; empty for the document itself.
  let path: String
  let value: JSON

  init(_ value: JSON, path: String = "") {
    self.value = value
    self.path = path
  }

  /// The member `name` of an object.
  func member(_ name: String) throws(ShapeError) -> DocumentNode {
    guard let member = try optionalMember(name) else {
      throw ShapeError(path: path(to: name), problem: .missing)
    }
    return member
  }

  /// The member `name` of an object; nil when it is absent or null, because most writers do not distinguish them.
  func optionalMember(_ name: String) throws(ShapeError) -> DocumentNode? {
    guard let value = try object()[name], !value.isNull else { return nil }
    return DocumentNode(value, path: path(to: name))
  }

  /// The members of an object, each with its name.
  func members() throws(ShapeError) -> [(name: String, node: DocumentNode)] {
    try object().members.map { ($0.name, DocumentNode($0.value, path: path(to: $0.name))) }
  }

  func elements() throws(ShapeError) -> [DocumentNode] {
    guard let elements = value.array else { throw unexpected("an array") }
    return elements.enumerated().map { DocumentNode($1, path: "\(path)[\($0)]") }
  }

  func text() throws(ShapeError) -> String {
    guard let text = value.string else { throw unexpected("text") }
    return text
  }

  func object() throws(ShapeError) -> JSONObject {
    guard let object = value.object else { throw unexpected("an object") }
    return object
  }

  private func unexpected(_ expected: String) -> ShapeError {
    ShapeError(path: path, problem: .kind(expected: expected, found: value.kind))
  }

  /// Long names are cut.
  private func path(to name: String) -> String {
    path.isEmpty ? name.clipped : "\(path).\(name.clipped)"
  }
}

/// A value does not have the shape that the document requires.
struct ShapeError: Error, Equatable, Sendable {
  enum Problem: Equatable, Sendable {
    case missing
    /// Both in the words of `JSON.kind`.
    case kind(expected: String, found: String)
    case notOneOf([String])
  }

  let path: String
  let problem: Problem
}

extension ShapeError: ExplainedError {
  var message: String {
    let place = path.isEmpty ? "its content" : "`\(path)`"
    return switch problem {
    case .missing: "\(place) is missing."
    case .kind(let expected, let found): "\(place) must be \(expected), but is \(found)."
    case .notOneOf(let values): "\(place) must be one of \(values.map { "`\($0)`" }.joined(separator: ", "))."
    }
  }
}
