import Foundation
import PackagePlugin

/// Turns the JSON files of a target, schemas and facts, into one Swift file, so that the product is a single binary.
@main
struct EmbedSchemasPlugin: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    guard let module = target as? SwiftSourceModuleTarget else { return [] }
    let schemas = module.sourceFiles(withSuffix: "json").map(\.url)
      .sorted { $0.lastPathComponent < $1.lastPathComponent }
    let generated = context.pluginWorkDirectoryURL.appending(path: "EmbeddedSchemas.swift")
    return [
      .buildCommand(
        displayName: "Embedding \(schemas.count) JSON files",
        executable: try context.tool(named: "EmbedSchemas").url,
        arguments: [generated.path] + schemas.map(\.path),
        inputFiles: schemas,
        outputFiles: [generated])
    ]
  }
}
